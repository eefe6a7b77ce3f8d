import { default as test } from 'ava';
import { eventId } from '../../../domain/ids.ts';
import { settingsAggregate } from '../../../domain/settings/decide.ts';
import { given } from '../given.ts';

const settings = given(settingsAggregate);
const at = '2026-11-21T12:00:00.000Z';
const by = { id: 'tg:1', role: 'admin' as const };
const change = (mode: string, id: string) => ({ type: 'ChangeAutonomy', id, mode });
const changed = (mode: string, id: string) => ({
  ...{ type: 'AutonomyChanged', mode, by, at },
  factId: eventId('settings-system', id, 'AutonomyChanged', 0),
});

test('[I4] an order that comes again after the mode was changed back changes nothing', t => {
  settings(changed('readonly', 'tg-1/act'), changed('supervised', 'tg-2/act'))
    .when(change('readonly', 'tg-1/act'))
    .then(t);
  settings(changed('readonly', 'tg-1/act'), changed('supervised', 'tg-2/act'))
    .when(change('readonly', 'tg-3/act'))
    .then(t, 'AutonomyChanged');
});
