import { join } from 'node:path';
import type { z } from 'zod';
import type { taskSpec } from '../../domain/task/spec.ts';

/** The tasks there are where the configuration names none: useful on any Debian machine, each its own documentation. */

const nothingToUndo = 'Nothing to undo: it only reads.';
const readOnly = { route: 'light', risk: 'low', idempotent: true, rollback: nothingToUndo } as const;

const diskUsage = {
  ...readOnly,
  id: 'disk_usage',
  title: 'Disk usage by folder',
  program: '/usr/bin/du',
  arguments: ['--one-file-system', '--human-readable', '--max-depth={depth}', '--threshold={over}M', '--', '{path}'],
  parameters: [
    { name: 'path', type: 'path', says: 'Of which folder?', roots: ['/var', '/srv', '/opt', '/home', '/usr', '/tmp'] },
    { name: 'depth', type: 'int', says: 'How many levels deep?', min: 0, max: 4, fallback: '1' },
    { name: 'over', type: 'int', says: 'Only folders over how many MiB?', min: 0, max: 100_000, fallback: '1' },
  ],
  // 1: some folders may not be read by this user; the others are told all the same.
  goodExitCodes: [0, 1],
  timeoutMs: 120_000,
} satisfies z.input<typeof taskSpec>;

const journalTail = {
  ...readOnly,
  id: 'journal_tail',
  title: 'The end of the journal',
  program: '/usr/bin/journalctl',
  arguments: [
    ...['--no-pager', '--quiet', '--output=short-iso', '--lines={lines}'],
    ...['--unit={unit}', '--priority={priority}', '--since=-{since}s', '--grep={words}', '{kernel}'],
  ],
  parameters: [
    { name: 'unit', type: 'unit', says: 'Of which unit?', optional: true },
    { name: 'lines', type: 'int', says: 'How many lines?', min: 1, max: 500, fallback: '50' },
    {
      name: 'priority',
      type: 'enum',
      says: 'Of which weight, at least?',
      choices: ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'],
      optional: true,
    },
    { name: 'since', type: 'duration', says: 'From how long ago on?', min: 60, max: 604_800, optional: true },
    {
      name: 'words',
      type: 'word',
      says: 'With which words?',
      pattern: '[A-Za-z0-9][A-Za-z0-9 _.:/-]{0,79}',
      optional: true,
    },
    { name: 'kernel', type: 'flag', says: 'Only the kernel’s own?', argument: '--dmesg' },
  ],
  // 1: no entry fits.
  goodExitCodes: [0, 1],
  timeoutMs: 60_000,
} satisfies z.input<typeof taskSpec>;

const serviceRestart = {
  id: 'service_restart',
  title: 'Restart a unit',
  program: '/usr/bin/systemctl',
  arguments: ['--no-ask-password', 'restart', '--', '{unit}'],
  parameters: [{ name: 'unit', type: 'unit', says: 'Which unit? Its full name, such as nginx.service.' }],
  route: 'heavy',
  risk: 'high',
  gates: [{ category: 'deploy_restart' }],
  timeoutMs: 180_000,
  rollback: 'A restart cannot be undone: look at journal_tail of the unit, and put back what was changed before it.',
} satisfies z.input<typeof taskSpec>;

const packageUpdates = {
  ...readOnly,
  id: 'package_updates',
  title: 'Packages that could be updated',
  program: '/usr/bin/apt-get',
  arguments: [
    '--simulate',
    '--quiet',
    '-o',
    'Debug::NoLocking=true',
    '-o',
    'APT::Get::Show-User-Simulation-Note=false',
    'upgrade',
  ],
  timeoutMs: 120_000,
} satisfies z.input<typeof taskSpec>;

const practiceRun = {
  id: 'practice_run',
  title: 'A harmless heavy task to practise with',
  program: join(import.meta.dirname, '../tasks/practice-run'),
  arguments: ['{seconds}', '{megabytes}'],
  parameters: [
    { name: 'seconds', type: 'int', says: 'How many seconds shall it take?', min: 5, max: 60, fallback: '30' },
    { name: 'megabytes', type: 'int', says: 'How many MiB shall it write?', min: 1, max: 64, fallback: '8' },
  ],
  route: 'heavy',
  risk: 'medium',
  gates: [{ category: 'supervised_heavy_execution' }],
  timeoutMs: 120_000,
  rollback: 'It removes its own file, however it ends.',
} satisfies z.input<typeof taskSpec>;

export const exampleTasks: z.input<typeof taskSpec>[] = [
  diskUsage,
  journalTail,
  serviceRestart,
  packageUpdates,
  practiceRun,
];
