import { formatCelsius } from '../../../domain/units.ts';
import type { TemperaturesReading } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { listing } from './listing.ts';
import { headline, type Mark, missing } from './wording.ts';

type Sensor = TemperaturesReading['sensors'][number];

/** Every sensor, the one nearest to its limit first. @throws {Refusal} `not_on_this_host` without any. */
export const tempAnswer: HostAnswer = async (host, { signal }, { tableRowsMax }) => {
  const { sensors, gaps } = await host.temperatures({ signal });
  const { mark, verdict } = judgeTemperatures(sensors);
  const columns = ['sensor', 'now', 'high, crit'];
  const rows = sensors.map(sensor => [nameOf(sensor), formatCelsius(sensor.celsius), limitsOf(sensor)]);
  const { blocks, file } = listing({
    columns,
    rows,
    rowsMax: tableRowsMax,
    complete: { name: 'temperatures.txt', columns, rows },
  });
  return {
    blocks: [...headline('Temperature', host.name(), mark, verdict), ...blocks, ...missing(gaps)],
    ...(file && { file }),
  };
};

/** The state of the sensor nearest to its limit: `54 °C (coretemp Core 0), 26 °C under its limit`. */
export function judgeTemperatures([nearest]: Sensor[]): { mark: Mark; verdict: string } {
  if (nearest === undefined) return { mark: 'attention', verdict: 'No sensor answered' };
  const { celsius, highCelsius, criticalCelsius } = nearest;
  const now = `${formatCelsius(celsius)} (${nameOf(nearest)})`;
  if (criticalCelsius !== undefined && celsius >= criticalCelsius)
    return { mark: 'trouble', verdict: `Critical: ${now}, limit ${formatCelsius(criticalCelsius)}` };
  if (highCelsius !== undefined && celsius >= highCelsius)
    return { mark: 'attention', verdict: `Hot: ${now}, high from ${formatCelsius(highCelsius)}` };
  const limit = highCelsius ?? criticalCelsius;
  if (limit === undefined) return { mark: 'well', verdict: `${now}; no sensor tells its limit` };
  return { mark: 'well', verdict: `${now}, ${formatCelsius(limit - celsius)} under its limit` };
}

function nameOf({ chip, label }: Sensor): string {
  return chip === label ? chip : `${chip} ${label}`;
}

function limitsOf({ highCelsius, criticalCelsius }: Sensor): string {
  if (highCelsius === undefined && criticalCelsius === undefined) return '';
  const [high, critical] = [highCelsius, criticalCelsius].map(limit => (limit === undefined ? '–' : Math.round(limit)));
  return `${high}, ${critical} °C`;
}
