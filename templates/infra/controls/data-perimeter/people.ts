/**
 * Who has a shell to read what is read only inside the network. Where a pipeline runs all jobs nobody who reads raw data has
 * one: a shell shows what it reads to whoever opened it, wherever that is.
 */
export const shellPeople = (hasPipeline: boolean) =>
  hasPipeline ? (['approver', 'operator'] as const) : (['engineer', 'approver', 'operator'] as const);

/** What the boundary lets only these do. */
export const shellLimits = ['cloudshell:*', 'ec2:CreateTags'];
