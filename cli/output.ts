// Standard output and standard error. Results go to the one, everything said on the way to the other.

/** Writes to standard output and waits until it is taken; a reader that has gone away (`| head`) is no error. */
export async function print(text: string): Promise<void> {
  // A stream also emits what the callback is told; without a listener that ends the process with a stack.
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined || isBrokenPipe(error)) resolve();
      else reject(Object.assign(error, { path: 'standard output' }));
    });
  });
}

export async function printLine(text: string): Promise<void> {
  await print(`${text}\n`);
}

/** The one JSON object of a command with `--json`. */
export async function printJson(value: unknown): Promise<void> {
  await printLine(JSON.stringify(value));
}

/** A line for the person who waits; never part of a result. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

/** Colours go to terminals only, and not where NO_COLOR (no-color.org) is set. */
export function hasColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && (process.env.NO_COLOR ?? '') === '';
}
