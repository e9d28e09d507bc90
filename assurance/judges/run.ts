import { execa } from 'execa';

/** Runs a judge that answers with an exit code when it finds something. Throws where it says nothing that can be read. */
export async function ran(file: string, words: string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, exitCode } = await execa(file, words, {
    cwd,
    reject: false,
    maxBuffer: 1 << 28,
    // Judges that would ask the network for more rules or policies stay with what they have.
    env: { AWS_EC2_METADATA_DISABLED: 'true', LOG_LEVEL: 'ERROR', PYTHONWARNINGS: 'ignore' },
  });
  if (exitCode === undefined) throw new Error(`${file} could not be run: ${stderr}`);
  return { stdout, stderr };
}

export async function ranJson<T>(file: string, words: string[], cwd: string): Promise<T> {
  const { stdout, stderr } = await ran(file, words, cwd);
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`${file} ${words.join(' ')} answered no JSON: ${stderr || stdout}`);
  }
}

export async function versionOf(file: string, ...words: string[]): Promise<string> {
  const { stdout, stderr } = await ran(file, words, '.');
  return /\d+\.\d+[\w.]*/.exec(stdout || stderr)?.[0] ?? '';
}
