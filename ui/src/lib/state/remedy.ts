// What can be done about a problem, as something to press.
import type { Problem } from '../ipc/types';
import type { AppContext } from './app-context.svelte';

/** Something to press. */
export interface Remedy {
  label: string;
  run: () => void;
}

/** The one thing that helps; `retry` is what trying again means here, if anything. */
export function findRemedy(context: AppContext, problem: Problem, retry: (() => void) | null): Remedy | null {
  const kind = context.language.explain(problem).remedy;
  const labels = context.messages.problem.remedies;
  if (kind === 'signIn') return { label: labels.signIn, run: () => context.signIn() };
  if (kind === 'changeTenant' && canChangeTenant(context)) {
    return { label: labels.changeTenant, run: () => context.run(context.host.addAccount()) };
  }
  return kind === 'retry' && retry ? { label: labels.retry, run: retry } : null;
}

/** False where policy fixes the company. */
export function canChangeTenant({ views }: AppContext): boolean {
  const { session, accounts } = views;
  return session !== null && 'canChangeTenant' in session ? session.canChangeTenant : accounts.canAdd;
}

/** It may lie in how the company's server is set up, so a look at that helps. */
export function isSetupProblem({ code }: Problem): boolean {
  return /^E-AUTH-(FLOW|SCOPE|REDIRECT|SECRET)$|^E-TOK-(CLIENT|APPID)$|^E-API-(DENIED|MISSING)$|^E-TENANT-NONE$|^E-NET-(PROXY|REDIRECT)$/.test(
    code,
  );
}

/** What the person chose to do, or what simply ends one day, is no alarm. */
export function isInformational({ code }: Problem): boolean {
  return ['E-AUTH-CANCEL', 'E-SESSION-ENDED', 'E-SESSION-LEFT', 'E-STEP-UP'].includes(code);
}
