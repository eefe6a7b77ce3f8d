import type { TemperaturesReading } from '../../actors/answers/host-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { virtualisation } from './virtualisation.ts';

type Sensor = TemperaturesReading['sensors'][number];

/** Firmware writes nonsense for what it does not know (-273, 0x7fff): outside of this it is left out. Degrees Celsius. */
const plausible = { lowest: -60, highest: 200 };
const devicesMax = 64;

/**
 * Every sensor the kernel shows, in degrees Celsius (hwmon's sysfs-interface.rst, thermal's sysfs-api.rst).
 * @throws {Refusal} `not_on_this_host` when there is none.
 */
export async function readTemperatures({ tree }: Probe): Promise<TemperaturesReading> {
  const chips = (await tree.entries('sys/class/hwmon')).slice(0, devicesMax);
  const zones = (await tree.entries('sys/class/thermal'))
    .filter(name => name.startsWith('thermal_zone'))
    .slice(0, devicesMax);
  const [hardware, thermal] = await Promise.all([
    Promise.all(chips.map(chip => readChip(tree, `sys/class/hwmon/${chip}`))),
    Promise.all(zones.map(zone => readZone(tree, `sys/class/thermal/${zone}`))),
  ]);
  const found = hardware.flatMap(({ sensors }) => sensors);
  // The kernel shows most zones as a chip too.
  const extra = thermal.flat().filter(zone => !found.some(({ chip }) => sameSource(chip, zone.chip)));
  const silent = hardware.flatMap(({ silent }) => silent);
  const sensors = [...found, ...extra].sort(
    (one, other) => headroom(one) - headroom(other) || other.celsius - one.celsius,
  );
  if (sensors.length === 0 && silent.length === 0) throw await noSensor(tree);
  return { sensors, gaps: silent.length > 0 ? [`No reading came from: ${silent.join(', ')}.`] : [] };
}

async function readChip(tree: HostTree, directory: string): Promise<{ sensors: Sensor[]; silent: string[] }> {
  const chip = (await tree.word(`${directory}/name`)) ?? directory.split('/').at(-1)!;
  const inputs = (await tree.entries(directory)).filter(name => /^temp\d+_input$/.test(name)).slice(0, devicesMax);
  const sensors: Sensor[] = [];
  const silent: string[] = [];
  for (const input of inputs) {
    const file = (suffix: string) => `${directory}/${input.replace('input', suffix)}`;
    const label = (await tree.word(file('label'))) ?? input.replace('_input', '');
    const celsius = await degrees(tree, file('input'));
    if (celsius === undefined) silent.push(`${chip} ${label}`);
    else
      sensors.push(sensor(chip, label, celsius, await degrees(tree, file('max')), await degrees(tree, file('crit'))));
  }
  return { sensors, silent };
}

async function readZone(tree: HostTree, directory: string): Promise<Sensor[]> {
  const celsius = await degrees(tree, `${directory}/temp`);
  if (celsius === undefined) return [];
  const trips = new Map<string, number>();
  for (const name of (await tree.entries(directory))
    .filter(entry => /^trip_point_\d+_type$/.test(entry))
    .slice(0, devicesMax)) {
    const limit = await degrees(tree, `${directory}/${name.replace('_type', '_temp')}`);
    const type = await tree.word(`${directory}/${name}`);
    if (limit !== undefined && type !== undefined) trips.set(type, Math.min(limit, trips.get(type) ?? limit));
  }
  const chip = (await tree.word(`${directory}/type`)) ?? directory.split('/').at(-1)!;
  return [sensor(chip, chip, celsius, trips.get('hot') ?? trips.get('passive'), trips.get('critical'))];
}

async function degrees(tree: HostTree, path: string): Promise<number | undefined> {
  const thousandths = await tree.number(path);
  if (thousandths === undefined) return undefined;
  const celsius = thousandths / 1000;
  return celsius > plausible.lowest && celsius < plausible.highest ? celsius : undefined;
}

/** A limit of 0 or less is one that was never set. */
function sensor(chip: string, label: string, celsius: number, high?: number, critical?: number): Sensor {
  return {
    chip,
    label,
    celsius,
    ...(high !== undefined && high > 0 && { highCelsius: high }),
    ...(critical !== undefined && critical > 0 && { criticalCelsius: critical }),
  };
}

/** Degrees left to the nearest limit; those without one come last. */
function headroom({ celsius, highCelsius, criticalCelsius }: Sensor): number {
  const limit = highCelsius ?? criticalCelsius;
  return limit === undefined ? Number.MAX_SAFE_INTEGER : limit - celsius;
}

function sameSource(chip: string, zone: string): boolean {
  const plain = (name: string) => name.replaceAll('-', '_').toLowerCase();
  return plain(chip) === plain(zone) || (chip === 'coretemp' && zone === 'x86_pkg_temp');
}

async function noSensor(tree: HostTree): Promise<Refusal> {
  const kind = await virtualisation(tree);
  const hint =
    kind === undefined
      ? 'On hardware of your own, load its sensor driver: `sensors-detect` of lm-sensors finds it.'
      : 'Nothing is broken: a virtual machine or container is shown no sensor. Ask the machine under it.';
  const where = kind === undefined ? '' : ` (${kind})`;
  const message = `No temperature sensor on this machine${where}: the kernel shows none in /sys/class/hwmon or /sys/class/thermal.`;
  return new Refusal('not_on_this_host', message, { hint });
}
