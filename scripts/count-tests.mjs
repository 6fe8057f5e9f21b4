// Reads a JSON report of vitest and prints how many tests passed and how many did not. A skipped test did not pass.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8') || '{}';
const { numPassedTests = 0, numTotalTests = 0, testResults = [] } = JSON.parse(text);
const unreadable = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
console.log(numPassedTests, numTotalTests - numPassedTests + unreadable.length);
