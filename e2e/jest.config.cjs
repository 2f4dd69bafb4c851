const { readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

const rootDir = resolve(__dirname, '..');

/** A project of jest for each area, which its name stands beside in the output. */
const areas = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(__dirname, entry.name)).some((file) => file.endsWith('.test.ts')))
  .map(({ name }) => name);

const project = (area) => ({
  displayName: area,
  rootDir,
  roots: [`<rootDir>/e2e/${area}`],
  testMatch: [`<rootDir>/e2e/${area}/*.test.ts`],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/lib', '<rootDir>/e2e/(client|servers)', '<rootDir>/examples/.*/(node_modules|servers)', '<rootDir>/runtime'],
  moduleNameMapper: { '^cdk8s-mcp$': '<rootDir>/src' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }] },
  setupFilesAfterEnv: ['<rootDir>/e2e/setup.ts'],
});

// One after the other: they share one cluster, and their requests are made for a small machine.
module.exports = { rootDir, projects: areas.map(project), maxWorkers: 1, verbose: true };
