/** As ml/workload/job.py names it. */
export const variableOf = (unit: string): string => `WORKLOAD_PARAMETER_${unit.replaceAll('-', '_').toUpperCase()}`;
