import { runFromStandardInput } from './read-order.ts';

await runFromStandardInput();
