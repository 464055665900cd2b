// The result of a check as plain text, for an administrator's inbox. Holds what stands on screen, and no more.
import type { CheckView, CheckStep } from '../ipc/types';
import type { Language } from './language';

/** The setup steps in their order; the core tells of them one by one. */
export const stepOrder: readonly CheckStep[] = [
  'reachable',
  'tenant',
  'app',
  'redirect',
  'client',
  'flow',
  'scope',
  'rest',
  'role',
];

export function report(check: CheckView, language: Language, version: string): string {
  const words = language.words.check;
  const lines = [
    words.reportTitle(check.tenant?.host ?? language.words.problem.host, language.time(Date.now())),
    language.words.settings.version(version),
    '',
  ];
  check.steps.forEach(({ step, verdict, problem }, index) => {
    lines.push(`${index + 1}. ${words.steps[step].title}: ${words.verdicts[verdict]}`);
    if (!problem) return;
    const { lead, rest } = language.explain(problem);
    lines.push(`   ${lead} ${rest}`);
    if (problem.said) lines.push(`   ${language.words.problem.said(problem.said)}`);
    const request = problem.request ? ` · ${language.words.problem.request(problem.request)}` : '';
    lines.push(`   ${problem.code}${request}`);
    lines.push(`   ${words.steps[step].remedy}`);
  });
  const values = Object.entries(words.values) as [keyof typeof words.values, string][];
  lines.push('', `${words.expected}:`);
  for (const [key, name] of values) lines.push(`  ${name}: ${check.expects[key]}`);
  return `${lines.join('\n')}\n`;
}
