import { AnchorsUnreadable } from '../../actors/audit/ports.ts';
import { StoreError } from '../../actors/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { ViewsUnavailable } from '../../projections/ports.ts';
import { ConfigError } from '../config.ts';

/** Exit codes of the command line; commander's own for wrong use is 1 too, 78 is that of a wrong configuration. */
const refusedExitCode = 1;
const configExitCode = 78;

/** Runs a verb. What can be expected to go wrong is told in two lines; a bug shows its stack. */
export async function guarded(verb: () => Promise<void>): Promise<void> {
  try {
    await verb();
  } catch (error) {
    process.exitCode = error instanceof ConfigError ? configExitCode : refusedExitCode;
    if (error instanceof ConfigError) console.error(error.message);
    else if (error instanceof Refusal) tell(`${error.code}: ${error.message}`, error.hint);
    else if (error instanceof StoreError || error instanceof ViewsUnavailable || error instanceof AnchorsUnreadable)
      tell(error.message, error.hint);
    else throw error;
  }
}

function tell(what: string, hint: string): void {
  console.error(`${what}\n→ ${hint}`);
}
