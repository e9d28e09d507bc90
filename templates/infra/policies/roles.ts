/** Roles that SageMaker runs code with. */
export const jobRoles = ['processing', 'training', 'evaluation', 'registration', 'inference'] as const;
export type JobRole = (typeof jobRoles)[number];
