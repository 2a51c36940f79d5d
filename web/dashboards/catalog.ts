import type { DashboardDefinition } from './definition.ts';
import { earlyCollege } from './early-college.ts';
import { earlyLiteracy } from './early-literacy.ts';
import { earnings } from './earnings.ts';
import { outcomes } from './outcomes.ts';

/** The dashboards, in the order of the menu: the order in which a life meets them. */
export const DASHBOARDS: readonly DashboardDefinition[] = Object.freeze([
  earlyLiteracy,
  earlyCollege,
  outcomes,
  earnings,
]);

export function findDashboard(id: string): DashboardDefinition | undefined {
  return DASHBOARDS.find((dashboard) => dashboard.id === id);
}
