import { readFileSync } from 'node:fs';

// Jest compiles with the very options that `npm start` runs on, so a test sees the code that serves.
const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

export default {
  testEnvironment: '<rootDir>/basis/testing/jest/environment.js',
  globalSetup: '<rootDir>/basis/testing/jest/global-setup.js',
  globalTeardown: '<rootDir>/basis/testing/jest/global-teardown.js',
  testMatch: [
    '<rootDir>/{basis,sdk,subgraphs}/*/tests/**/*.test.ts',
    '<rootDir>/gateway/tests/**/*.test.ts',
    '<rootDir>/tests/**/*.test.ts',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node'] },
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.runtime', '<rootDir>/.cache'],
  // By itself Jest leaves one core idle; of two, that is half of them.
  maxWorkers: 2,
  // What waits for something waits for as long as a busy machine may need; only what never comes fails by this.
  testTimeout: 120_000,
};
