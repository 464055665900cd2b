// Remedies for problems, as buttons.
import { codes } from '../ipc/codes';
import type { Problem } from '../ipc/types';
import type { AppContext } from './app-context.svelte';

/** A labeled action. */
export interface Remedy {
  label: string;
  run: () => void;
}

/** The remedy for a problem; `retry` is what trying again means here, if anything. */
export function findRemedy(context: AppContext, problem: Problem, retry: (() => void) | null): Remedy | null {
  const kind = codes[problem.code].remedy;
  const labels = context.messages.problem.remedies;
  if (kind === 'signIn') return { label: context.messages.common.signIn, run: () => context.signIn() };
  if (kind === 'changeTenant' && canChangeTenant(context)) {
    return { label: labels.changeTenant, run: () => context.run(context.host.addAccount()) };
  }
  return kind === 'retry' && retry ? { label: context.messages.common.retry, run: retry } : null;
}

/** False if policy sets the tenant. */
export function canChangeTenant({ views }: AppContext): boolean {
  const { session, accounts } = views;
  return session !== null && 'canChangeTenant' in session ? session.canChangeTenant : accounts.canAdd;
}
