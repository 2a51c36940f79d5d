import type { BackfillPage, BackfillRequest, OpenedBackfill } from '../schemas/backfill.ts';
import type { ComparisonRequest, PromotionRequest, PromotionResult } from '../schemas/link-versions.ts';
import type { DrawnSample, DrawRequest, ExplainRequest, FileAnswer } from '../schemas/linkage-requests.ts';
import type {
  Action,
  EvaluationRequest,
  EvaluationResult,
  PlannedStep,
  QuarantineExport,
  QuarantineRequest,
  ReleaseDecision,
  ReleaseRequest,
  RetractRequest,
  RunPlan,
  RunRequest,
  RunState,
  StepResult,
  WithdrawRequest,
} from '../schemas/run.ts';
import type { DriftFinding, MigrationResult } from '../schemas/warehouse-drift.ts';

/** The activities that workflows call, by name; `activities/` implements them and is held to this type. */
export interface RunActivities {
  /** Resolves the selection and records the run. */
  openRun(request: RunRequest): Promise<RunPlan>;
  /** Makes one asset. */
  materializeAsset(request: RunRequest, step: PlannedStep): Promise<StepResult>;
  /**
   * Records the run's final state.
   * @param unbegun assets that the run was to make and did not begin
   */
  closeRun(runId: string, state: RunState, sentence: string | undefined, unbegun?: readonly string[]): Promise<void>;
}

export interface BackfillActivities {
  /** Works out what to make, records the run, and takes what it is going to write. */
  openBackfill(request: BackfillRequest): Promise<OpenedBackfill>;
  /** The steps from a place on. */
  backfillPage(runId: string, from: number): Promise<BackfillPage>;
  /** Records that somebody paused a backfill, or let it go on. */
  notePause(runId: string, paused: Action | undefined, resumed?: Action): Promise<void>;
}

export interface ReleaseActivities {
  /** Writes a release's files where nobody outside can see them, and checks them. Returns its id. */
  stageRelease(request: ReleaseRequest): Promise<string>;
  /** Makes a staged release visible in whole, or sets it aside. */
  settleRelease(releaseId: string, runId: string, decision: ReleaseDecision): Promise<void>;
}

export interface WithdrawalActivities {
  /** Takes a published release back. */
  withdrawRelease(request: WithdrawRequest): Promise<void>;
}

export interface LoadActivities {
  retractLoad(request: RetractRequest): Promise<void>;
  /** Writes a load's refused rows, masked, where the request says. */
  exportQuarantine(request: QuarantineRequest): Promise<QuarantineExport>;
}

export interface LinkageActivities {
  evaluateLinkage(request: EvaluationRequest): Promise<EvaluationResult>;
  /** Explains pairs of entities, where the request says. */
  explainPairs(request: ExplainRequest): Promise<FileAnswer>;
  /** Puts a link version in force and says so in the audit log. */
  promoteLinkVersion(request: PromotionRequest): Promise<PromotionResult>;
  /** Compares two link versions; the answer is a file. */
  compareLinkVersions(request: ComparisonRequest): Promise<FileAnswer>;
  /** Draws pairs for clerical review, and records them. */
  drawReviewSample(request: DrawRequest): Promise<DrawnSample>;
  /** Sets the values of pairs side by side, where the request says. */
  exportReviewCards(request: ExplainRequest): Promise<FileAnswer>;
}

export interface AuditActivities {
  /** Signs the audit log as it is. Returns the checkpoint's text; undefined while the log is empty. */
  signAuditLog(): Promise<string | undefined>;
}

export interface WarehouseActivities {
  /** How the warehouse differs from what the code wants. */
  checkWarehouse(): Promise<readonly DriftFinding[]>;
  /** Brings the warehouse to what the code wants. */
  migrateWarehouse(): Promise<MigrationResult>;
}
