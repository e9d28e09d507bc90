import type { Rehearsed } from '../judging/rehearsed.ts';
import { Gate } from './gate.ts';
import { Jobs } from './jobs.ts';
import { Moto } from './moto.ts';
import { Names } from './names.ts';
import { seed } from './seed.ts';
import type { Session } from './sessions.ts';
import { Services } from './state.ts';

/** AWS on this machine, with the rights that would be deployed. */
export interface StandIn {
  here: Rehearsed;
  names: Names;
  gate: Gate;
  jobs: Jobs;
  services: Services;
  /** Addresses: from the internet, and from inside the network. */
  outside: string;
  inside: string;
  /** ARN, with the name that the stand-in has for it, of a proof name: raw, data-key, engineer, ... */
  arn(name: string): string;
  /** A person, as they are before they take a role of the project. */
  person(role: string, secondFactor?: boolean): Session;
  close(): Promise<void>;
}

export interface StandInPlace {
  scratch: string;
  /** The folder of the repository's Python. */
  bin: string;
  /** The folder of the Python that has moto. */
  motoBin: string;
  env: Record<string, string>;
}

export async function startStandIn(here: Rehearsed, { scratch, bin, motoBin, env }: StandInPlace): Promise<StandIn> {
  const names = new Names(here);
  // Its own Python has its caches beside it, and nobody's code there.
  const moto = await Moto.start(motoBin, { ...env, PYTHONPYCACHEPREFIX: '' }, here);
  try {
    const services = new Services(moto, await seed(moto, here, names), here);
    const gate = new Gate(here, names, services);
    const [outside, inside] = [await gate.listen('outside'), await gate.listen('inside')];
    const jobs = new Jobs(gate, moto, { scratch, bin, env, inside, region: here.region }, here);
    services.sessions = gate.sessions;
    services.jobs = jobs;
    const arn = (name: string) => {
      const found = here.names[name];
      if (!found) throw new Error(`the templates name nothing "${name}"`);
      return names.real(found);
    };
    return {
      ...{ here, names, gate, jobs, services, outside, inside, arn },
      person: (role, secondFactor = true) => person(here, gate, role, secondFactor),
      close: async () => {
        await jobs.stop();
        gate.close();
        await moto.stop();
      },
    };
  } catch (error) {
    await moto.stop();
    throw error;
  }
}

/** IAM users bring their second factor; sessions of an identity provider show none (IAM User Guide, "aws:MultiFactorAuthPresent"). */
function person({ names, partition, account }: Rehearsed, gate: Gate, role: string, secondFactor: boolean): Session {
  const arn = names[`${role}-person`] ?? '';
  if (arn.includes(':user/')) {
    const factor: Session['context'] = secondFactor
      ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60' }
      : {};
    return gate.sessions.open(`${role} (IAM user)`, arn, factor);
  }
  const principal = `arn:${partition}:sts::${account}:assumed-role/${arn.split('/').at(-1)}/alex`;
  // The session's ARN leaves the role's path out; a condition on the role's ARN sees it.
  return gate.sessions.open(`${role} (signed in)`, principal, { 'aws:PrincipalArn': arn });
}
