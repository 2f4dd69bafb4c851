import { cachedSize } from './archive';
import { Image, imageNamed, kindOf, shortName } from './image';
import { provideOnTestbed } from './provide';
import { IMAGES } from './table';
import { progress } from '../../tools/once';

/** `npm run images`: lists the table. `npm run images -- NAME...`: makes images where needed, and imports them into the testbed. */
function main(names: readonly string[]): void {
  if (names.length === 0) {
    list(IMAGES);
  } else {
    names.map((name) => imageNamed(IMAGES, name)).forEach(provide);
  }
}

function provide(image: Image): void {
  const start = Date.now();
  const imported = provideOnTestbed(image);
  progress(`${image.name}: ${imported ? `imported, ${((Date.now() - start) / 1000).toFixed(1)} s` : 'the testbed has it'}`);
}

function list(images: readonly Image[]): void {
  const rows = images.map((image) => [shortName(image), image.version, kindOf(image), made(image), image.name]);
  const table = [['NAME', 'VERSION', 'FROM', 'MADE', 'IMAGE'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  table.forEach((row) => console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()));
}

function made(image: Image): string {
  const bytes = cachedSize(image);
  return bytes === undefined ? 'no' : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`images: ${(error as Error).message}`);
  process.exitCode = 1;
}
