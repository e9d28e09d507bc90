import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerData } from './pool.ts';
import { type Standing, survey, unknownStanding } from './survey.ts';

const { newest, today } = workerData as WorkerData;

function standingOf(directory: string): Standing {
  try {
    return survey(directory, newest, today);
  } catch (error) {
    return { ...unknownStanding(directory), fault: `it cannot be surveyed: ${(error as Error).message}` };
  }
}

parentPort?.on('message', (directory: string) => parentPort?.postMessage(standingOf(directory)));
