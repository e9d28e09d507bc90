/**
 * The word that a worker of ours is started with. Nobody can type it. To ask node:worker_threads instead loads streams and more: an
 * eighth of what this program's start takes.
 */
export const workerMark = '\0survey';
