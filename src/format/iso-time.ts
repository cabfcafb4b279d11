import type { DateTimeValue, TimeValue, Value } from './value.js';

type DateValue = Extract<Value, { kind: 'date' }>;
type TimeDelta = Extract<Value, { kind: 'timedelta' }>;

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** As `date.isoformat()`. */
export function isoDate(value: Pick<DateValue, 'year' | 'month' | 'day'>): string {
  return `${pad(value.year, 4)}-${pad(value.month, 2)}-${pad(value.day, 2)}`;
}

function isoOffset(seconds: number): string {
  const total = Math.abs(seconds);
  const hoursAndMinutes = `${pad(Math.floor(total / 3600), 2)}:${pad(Math.floor(total / 60) % 60, 2)}`;
  const rest = total % 60 === 0 ? '' : `:${pad(total % 60, 2)}`;
  return `${seconds < 0 ? '-' : '+'}${hoursAndMinutes}${rest}`;
}

/** As `time.isoformat()`. */
export function isoTime(value: Omit<TimeValue, 'kind'>): string {
  const clock = `${pad(value.hour, 2)}:${pad(value.minute, 2)}:${pad(value.second, 2)}`;
  const fraction = value.microsecond === 0 ? '' : `.${pad(value.microsecond, 6)}`;
  return clock + fraction + (value.offsetSeconds === null ? '' : isoOffset(value.offsetSeconds));
}

/** As `datetime.isoformat()`. */
export function isoDateTime(value: DateTimeValue): string {
  return `${isoDate(value)}T${isoTime(value)}`;
}

/** As `str(timedelta)`: `1 day, 2:03:04.000005`. */
export function timedeltaText(value: TimeDelta): string {
  const clock = `${Math.floor(value.seconds / 3600)}:${pad(Math.floor(value.seconds / 60) % 60, 2)}:${pad(value.seconds % 60, 2)}`;
  const fraction = value.microseconds === 0 ? '' : `.${pad(value.microseconds, 6)}`;
  if (value.days === 0) return clock + fraction;
  return `${value.days} day${Math.abs(value.days) === 1 ? '' : 's'}, ${clock}${fraction}`;
}
