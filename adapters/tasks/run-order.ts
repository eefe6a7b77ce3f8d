/** What a runner is told, on its standard input: the one place where secrets to be crossed out may pass. */
export interface RunOrder {
  /** `<jobId>.<fence>`: names everything the run leaves behind, and is its effect key. */
  name: string;
  /** Where it leaves it. */
  directory: string;
  task: string;
  program: string;
  argv: string[];
  workingDirectory: string;
  /** All there is of it. */
  environment: Record<string, string>;
  goodExitCodes: number[];
  /** Wall time; then the run is stopped. */
  timeoutMs: number;
  /** From the polite signal to the one that nothing survives. */
  stopGraceMs: number;
  /** Whether a control group may be made. */
  controlGroups: boolean;
  /** How much of the end of the output is kept. */
  outputBytes: number;
  secrets: string[];
}

/** The moments of a run at which a crash leaves something else behind. */
export type RunPoint = 'before_marker' | 'after_marker' | 'running' | 'after_result' | 'after_rename';

/** How a runner ends that began nothing: its order was cut short, or its name was taken before. */
export const exitCodes = { noOrder: 2, begunBefore: 3, fault: 4 } as const;

/** The variable by which everything that descends from a run is known, also what left its group. */
export const runVariable = 'BINNACLE_RUN';
