import type {
  EvaluationRequest,
  EvaluationResult,
  PlannedStep,
  ReleaseDecision,
  ReleaseRequest,
  RetractRequest,
  RunPlan,
  RunRequest,
  RunState,
  StepResult,
} from '../schemas/run.ts';

/** The activities that workflows call, by name; `activities/` implements them and is held to this type. */
export interface RunActivities {
  /** Resolves the selection and records the run. */
  openRun(request: RunRequest): Promise<RunPlan>;
  /** Makes one asset. */
  materializeAsset(request: RunRequest, step: PlannedStep): Promise<StepResult>;
  /** Records the run's final state. */
  closeRun(runId: string, state: RunState, sentence: string | undefined): Promise<void>;
}

export interface ReleaseActivities {
  /** Writes a release's files where nobody outside can see them, and checks them. Returns its id. */
  stageRelease(request: ReleaseRequest): Promise<string>;
  /** Makes a staged release visible in whole, or sets it aside. */
  settleRelease(releaseId: string, runId: string, decision: ReleaseDecision): Promise<void>;
}

export interface LoadActivities {
  retractLoad(request: RetractRequest): Promise<void>;
}

export interface LinkageActivities {
  evaluateLinkage(request: EvaluationRequest): Promise<EvaluationResult>;
}
