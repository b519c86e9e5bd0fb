// `gen data list`, `gen data get NAME`: the data sets that the examples use.

import type { Command } from 'commander';

interface DataFlags {
  readonly dataDir?: string;
  readonly json?: boolean;
}

const folderOption = ['--data-dir <folder>', 'a folder with data sets, looked in before the others'] as const;

export function addDataCommand(program: Command): void {
  const data = program.command('data').description('the public data sets that the examples use');
  data
    .command('list')
    .description('names the data sets and says which are on this machine')
    .option(...folderOption)
    .option('--json', 'print one JSON object')
    .action(listDataSets);
  data
    .command('get')
    .description('finds a data set on this machine or downloads it, checks it, and prints its path')
    .argument('<name>', 'a name from `gen data list`')
    .option(...folderOption)
    .option('--json', 'print one JSON object')
    .action(getDataSet);
}

async function listDataSets(flags: DataFlags): Promise<void> {
  const { dataSets } = await import('../data/registry.ts');
  const { dataFolders, findDataSet } = await import('../data/locate.ts');
  const { printJson, printLine } = await import('../output.ts');
  const folders = dataFolders(flags.dataDir, process.env);
  const found = dataSets.map((dataSet) => ({ dataSet, path: findDataSet(dataSet, folders) }));
  if (flags.json === true) {
    await printJson({
      dataSets: found.map(({ dataSet: { name, description, source, sha256 }, path }) => ({
        name, description, source, sha256, path,
      })), // prettier-ignore
    });
    return;
  }
  const width = Math.max(...dataSets.map(({ name }) => name.length));
  for (const { dataSet, path } of found)
    await printLine(
      `${dataSet.name.padEnd(width)} ${dataSet.description}\n${''.padEnd(width + 1)}${path ?? 'not on this machine'}`,
    );
}

async function getDataSet(name: string, flags: DataFlags): Promise<void> {
  const { dataSets } = await import('../data/registry.ts');
  const { dataFolders, downloadDataSet, findDataSet } = await import('../data/locate.ts');
  const { UserError } = await import('../errors.ts');
  const { printJson, printLine, say } = await import('../output.ts');
  const dataSet = dataSets.find((candidate) => candidate.name === name);
  if (dataSet === undefined)
    throw new UserError(
      `there is no data set \`${name}\``,
      `the names are ${dataSets.map((candidate) => candidate.name).join(', ')}`,
    );
  const folders = dataFolders(flags.dataDir, process.env);
  let path = findDataSet(dataSet, folders);
  if (path === null) {
    say(`downloading ${dataSet.name} from ${dataSet.source}`);
    path = await downloadDataSet(dataSet, folders[0] ?? 'data');
  }
  if (flags.json === true) await printJson({ name, path });
  else await printLine(path);
}
