import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';

const folder = join(import.meta.dirname, '../../fonts');

test('[K-28] each shipped font has its checksum and its licence, and all are a few megabytes', t => {
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const listed = sums.map(line => line.split('  ') as [sum: string, file: string]);
  for (const [sum, file] of listed) {
    t.is(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
      sum,
      file,
    );
  }
  const files = readdirSync(folder);
  t.deepEqual(
    files.filter(file => /\.ttf$/.test(file)).sort(),
    listed
      .map(([, file]) => file)
      .filter(file => file.endsWith('.ttf'))
      .sort(),
  );
  t.true(files.includes('LICENSE-Noto') && files.includes('LICENSE-DejaVu'));
  t.true(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) < 4 * 1024 ** 2);
});
