/**
 * generated: ours to improve, yours to edit; an upgrade merges. seeded: written once and then yours, never touched again.
 * ejected: given back by `secure-ml eject`, never touched again.
 */
export type Owner = 'generated' | 'seeded' | 'ejected';

/** Files that a repository starts with and that every project replaces: an upgrade has nothing to say about them. */
const seeded =
  /^(ml\/(data\/|notebooks\/|model\.json$|workload\/model\.py$)|\.secure-ml\/waivers\.json$|(\.github\/)?CODEOWNERS$)/;

/** Files that decide who may do what, or whether that is proved. No edit reaches or leaves them by a guess. */
const security = [
  /^infra\/(policies|controls|alerts|stacks|units)\//,
  /^judge\//,
  /^infra\/[^/]+\.(ts|json)$/,
  /^\.github\/(workflows|actions)\//,
  /^settings\.json$/,
  /^cdk\.json$/,
  /(^|\/)[^/]*[Pp]olic(y|ies)[^/]*\.(json|ya?ml|ts)$/,
  /^ml\/workload\/(secrets|settings)\.py$/,
  /^tools\//,
];

/** Files without which nothing is proved: missing is a finding, whoever deleted them. */
const required = [
  /^infra\/(app|config|foundation|prove|tiers|verify|verify\.test)\.ts$/,
  /^judge\//,
  /^infra\/controls\/[^/]+\/(control|proof)\.ts$/,
  /^infra\/controls\/((catalog|check|enabled)\.ts|enabled\.json)$/,
  /^\.github\/workflows\/check\.yml$/,
];

export const isSeeded = (path: string): boolean => seeded.test(path);
export const isSecurity = (path: string): boolean => security.some((pattern) => pattern.test(path));
export const isRequired = (path: string): boolean => required.some((pattern) => pattern.test(path));
