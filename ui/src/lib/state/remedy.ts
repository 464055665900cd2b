// What can be done about a problem, as something to press.
import type { Problem } from '../ipc/types';
import type { Portico } from './portico.svelte';

/** Something to press. */
export interface Remedy {
  label: string;
  go: () => void;
}

/** The one thing that helps; `retry` is what trying again means here, if anything. */
export function remedy(app: Portico, problem: Problem, retry: (() => void) | null): Remedy | null {
  const wanted = app.language.explain(problem).remedy;
  const labels = app.words.problem.remedies;
  if (wanted === 'signIn') return { label: labels.signIn, go: () => app.signIn() };
  if (wanted === 'changeTenant' && mayChange(app)) {
    return { label: labels.changeTenant, go: () => app.run(app.host.addAccount()) };
  }
  return wanted === 'retry' && retry ? { label: labels.retry, go: retry } : null;
}

/** False where policy fixes the company. */
export function mayChange({ views }: Portico): boolean {
  const { session, accounts } = views;
  return session !== null && 'canChangeTenant' in session ? session.canChangeTenant : accounts.canAdd;
}

/** It may lie in how the company's server is set up, so a look at that helps. */
export function aboutSetUp({ code }: Problem): boolean {
  return /^E-AUTH-(FLOW|SCOPE|REDIRECT|SECRET)$|^E-TOK-(CLIENT|APPID)$|^E-API-(DENIED|MISSING)$|^E-TENANT-NONE$|^E-NET-(PROXY|REDIRECT)$/.test(
    code,
  );
}

/** What the person chose to do, or what simply ends one day, is no alarm. */
export function calm({ code }: Problem): boolean {
  return ['E-AUTH-CANCEL', 'E-SESSION-ENDED', 'E-SESSION-LEFT', 'E-STEP-UP'].includes(code);
}
