// Numbers as a reader of a report wants them: enough digits to compare, no more.

/** Four significant digits; whole numbers whole; very large and very small ones in powers of ten. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'missing';
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : '-infinity';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return grouped(String(value));
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(3).replace('e+', 'e');
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.min(decimals, 8));
}

/** A standard error: two digits say how far an estimate can be trusted. */
export function formatError(value: number): string {
  if (value === 0) return '0';
  const decimals = 1 - Math.floor(Math.log10(value));
  if (!Number.isFinite(value) || decimals > 8 || value >= 1e5) return formatNumber(value);
  return Number(value.toPrecision(2)).toFixed(Math.max(0, decimals));
}

/** A share as a percentage; what is not quite all or nothing does not look like it. */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return 'missing';
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'below\u00a00.1\u00a0%';
  if (percent < 100 && percent > 99.9) return 'above\u00a099.9\u00a0%';
  const digits = percent === 0 || percent === 100 ? 0 : 1;
  return `${percent.toFixed(digits)}\u00a0%`;
}

/** A narrow no-break space between thousands, from five digits on. */
function grouped(digits: string): string {
  return digits.replace('-', '').length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${String(Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(Math.round(seconds % 60))} s`;
}

/** An objective in nats: differences of a thousandth are worth telling apart. */
export function formatObjective(value: number): string {
  return Math.abs(value) < 1e9 ? value.toFixed(3) : formatNumber(value);
}
