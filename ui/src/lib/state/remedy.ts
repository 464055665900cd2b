// Remedies for problems, as buttons.
import type { Problem } from '../ipc/types';
import type { AppContext } from './app-context.svelte';

/** A labeled action. */
export interface Remedy {
  label: string;
  run: () => void;
}

/** The remedy for a problem; `retry` is what trying again means here, if anything. */
export function findRemedy(context: AppContext, problem: Problem, retry: (() => void) | null): Remedy | null {
  const kind = context.language.explain(problem).remedy;
  const labels = context.messages.problem.remedies;
  if (kind === 'signIn') return { label: labels.signIn, run: () => context.signIn() };
  if (kind === 'changeTenant' && canChangeTenant(context)) {
    return { label: labels.changeTenant, run: () => context.run(context.host.addAccount()) };
  }
  return kind === 'retry' && retry ? { label: labels.retry, run: retry } : null;
}

/** False if policy sets the tenant. */
export function canChangeTenant({ views }: AppContext): boolean {
  const { session, accounts } = views;
  return session !== null && 'canChangeTenant' in session ? session.canChangeTenant : accounts.canAdd;
}

/** The cause may be the setup of the tenant, which the setup check can find. */
export function isSetupProblem({ code }: Problem): boolean {
  return /^E-AUTH-(FLOW|SCOPE|REDIRECT|SECRET)$|^E-TOK-(CLIENT|APPID)$|^E-API-(DENIED|MISSING)$|^E-TENANT-NONE$|^E-NET-(PROXY|REDIRECT)$/.test(
    code,
  );
}

/** The problem is expected, such as a cancellation or a regular session end, and is shown without alarm. */
export function isInformational({ code }: Problem): boolean {
  return ['E-AUTH-CANCEL', 'E-SESSION-ENDED', 'E-SESSION-LEFT', 'E-STEP-UP'].includes(code);
}
