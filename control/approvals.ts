import type { Control } from './connect.ts';

export type ApprovalSubject = 'release' | 'load' | 'link_version' | 'readmission' | 'run';

/** A person's decision about something that waited for one. */
export interface NewApproval {
  readonly subjectKind: ApprovalSubject;
  readonly subject: string;
  readonly decision: 'approve' | 'reject';
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

export interface ApprovalRecord extends Omit<NewApproval, 'at'> {
  readonly approvalId: number;
  readonly decidedAt: string;
}

/** Adds a decision. Decisions are never changed: a second one stands beside the first. */
export async function recordApproval(control: Control, approval: NewApproval): Promise<void> {
  await control('approval').insert({
    subject_kind: approval.subjectKind,
    subject: approval.subject,
    decision: approval.decision,
    actor: approval.actor,
    reason: approval.reason,
    decided_at: approval.at,
  });
}

/** Decisions about one subject, or the newest of all, newest first. */
export async function listApprovals(
  control: Control,
  filter: {
    readonly subjectKind?: ApprovalSubject | undefined;
    readonly subject?: string | undefined;
    readonly limit?: number | undefined;
  } = {},
): Promise<ApprovalRecord[]> {
  const query = control('approval')
    .select({
      approvalId: 'approval_id',
      subjectKind: 'subject_kind',
      subject: 'subject',
      decision: 'decision',
      actor: 'actor',
      reason: 'reason',
      decidedAt: 'decided_at',
    })
    .orderBy('approval_id', 'desc')
    .limit(filter.limit ?? 100);
  if (filter.subjectKind !== undefined) query.where('subject_kind', filter.subjectKind);
  if (filter.subject !== undefined) query.where('subject', filter.subject);
  return (await query) as ApprovalRecord[];
}
