import { default as test } from 'ava';
import { healthScore } from '../../../domain/slo/health-score.ts';

const well = { openBreakers: 0, errorRate: 0, p95Ms: 0, bulkheadUse: 0 };
const near = (score: number, wanted: number) => Math.abs(score - wanted) < 1e-9;

test('[A-37] the health score is 0.3 breakers, 0.3 errors, 0.2 latency and 0.2 bulkheads', t => {
  t.true(near(healthScore(well), 1));
  t.true(near(healthScore({ ...well, openBreakers: 1 }), 0.7));
  t.true(near(healthScore({ ...well, errorRate: 0.025 }), 0.85));
  t.true(near(healthScore({ ...well, errorRate: 0.5 }), 0.7), 'five of a hundred and more is all of it');
  t.true(near(healthScore({ ...well, p95Ms: 2500 }), 0.9));
  t.true(near(healthScore({ ...well, p95Ms: 60_000 }), 0.8));
  t.true(near(healthScore({ ...well, bulkheadUse: 0.5 }), 0.9));
  t.true(near(healthScore({ openBreakers: 1, errorRate: 1, p95Ms: 9999, bulkheadUse: 3 }), 0));
});
