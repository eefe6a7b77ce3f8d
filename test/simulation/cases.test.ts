import { default as test } from 'ava';
import { cases } from './cases/cases.ts';
import { scenarioMs, scenarios } from './modes/scenarios.ts';
import { simulate } from './simulate.ts';

const minutes = (count: number) => count * 60_000;

for (const { was, seed = 1, scenario, only, without } of cases) {
  test.serial(`what once failed holds: ${was}`, async t => {
    t.timeout(minutes(1));
    const { violation } = await simulate({
      seed,
      ...(scenario === undefined ? {} : { scenario: scenarios[scenario]!, stormMs: scenarioMs }),
      ...(only === undefined ? {} : { only: new Set(only) }),
      ...(without === undefined ? {} : { without: new Set(without) }),
    });
    t.is(violation?.message, undefined);
  });
}
