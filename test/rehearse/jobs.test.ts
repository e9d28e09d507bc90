import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { Gate } from '../../src/rehearse/gate.ts';
import { Jobs } from '../../src/rehearse/jobs.ts';
import type { Moto } from '../../src/rehearse/moto.ts';
import type { Session } from '../../src/rehearse/sessions.ts';

const unheard: unknown[] = [];
const hear = (reason: unknown) => unheard.push(reason);
afterEach(() => process.off('unhandledRejection', hear));

const nobody = {} as Session;
const gate = { sessions: { open: () => nobody } } as unknown as Gate;
const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const bench = { scratch: '', bin: '', env: {}, inside: '', region: place.region };
const gone = () => Promise.reject(new Error('connect ECONNREFUSED'));

const startOf = (name: string) => ({
  service: 'sagemaker',
  operation: 'CreateTrainingJob',
  parameters: { TrainingJobName: name, RoleArn: 'arn:aws:iam::111122223333:role/training' },
  protocol: 'json' as const,
});

it('a job that ends after moto does not end the program: Ctrl-C reaches both', async () => {
  process.on('unhandledRejection', hear);
  const jobs = new Jobs(gate, { call: gone } as unknown as Moto, bench, place);
  await jobs.answer(startOf('one'), nobody);
  for (let turns = 0; turns < 5; turns++) await setImmediate();
  await expect(jobs.all.get('one')?.ended).rejects.toThrow('ECONNREFUSED');
  await jobs.stop();
  expect(unheard).toEqual([]);
});

it('a call that was on its way when the rehearsal ended starts no job', async () => {
  const jobs = new Jobs(gate, { call: gone } as unknown as Moto, bench, place);
  await jobs.stop();
  const answered = await jobs.answer(startOf('one'), nobody);
  expect([answered?.status, jobs.all.size]).toEqual([503, 0]);
});
