import { oneOf, section } from './fields.ts';

/** What people wrote and are called. */
export const personal = section(
  {
    seal: oneOf(
      ['on', 'off'],
      'on',
      'on: such fields are sealed in the log under a key of each person, which /forget destroys; what is sealed is read either way',
    ),
  },
  'Personal data in the event log.',
).prefault({});
