interface Units {
  units: { name: string; kind: string; [value: string]: unknown }[];
}

/** Roles that SageMaker runs code with. */
export const jobRoles = ['processing', 'training', 'evaluation', 'registration', 'inference'] as const;
/** Those that units of the kind role add, by the name that rows have. */
export const rolesOfUnits = ({ units }: Units): string[] =>
  units.filter(({ kind }) => kind === 'role').map(({ name }) => name);
/** Roles with which SageMaker starts the steps of pipelines that units bring. */
export const pipelinesOfUnits = ({ units }: Units): string[] =>
  units.filter(({ kind }) => kind === 'pipeline').map(({ name }) => name);
/** Roles with which schedules start executions of a pipeline. */
export const schedulesOf = ({ units }: Units, pipeline: string): string[] =>
  units.filter((unit) => unit.kind === 'schedule' && unit.pipeline === pipeline).map(({ name }) => name);

/** Repositories of images that units add, by the name that rows have; NAME-build pushes into it. */
export const imagesOfUnits = ({ units }: { units: { name: string; kind: string }[] }): string[] =>
  units.filter(({ kind }) => kind === 'image').map(({ name }) => name);

export type JobRole = (typeof jobRoles)[number];
