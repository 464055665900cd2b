// Formats the result of a setup check as plain text for an administrator. Contains only what the dialog shows.
import type { CheckExpectation, CheckStep, SetupCheckView } from '../ipc/types';
import type { Language } from './language';

/** Setup steps in display order. */
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

/** The value that an administrator enters to fix a step. */
export const stepValues: Partial<Record<CheckStep, keyof CheckExpectation>> = {
  app: 'appId',
  redirect: 'redirectUri',
  client: 'clientId',
  scope: 'scope',
  rest: 'scope',
};

export function formatReport(check: SetupCheckView, language: Language, version: string): string {
  const messages = language.messages.setupCheck;
  const lines = [
    messages.reportTitle({
      host: check.tenant?.host ?? language.messages.problem.host,
      when: language.time(Date.now()),
    }),
    language.messages.settings.version({ version }),
    '',
  ];
  check.steps.forEach(({ step, verdict, problem }, index) => {
    lines.push(`${index + 1}. ${messages.steps[step].title}: ${messages.verdicts[verdict]}`);
    if (!problem) return;
    const { title, body } = language.explain(problem);
    lines.push(`   ${title} ${body}`);
    if (problem.serverMessage)
      lines.push(`   ${language.messages.problem.serverMessage({ message: problem.serverMessage })}`);
    const request = problem.transactionId
      ? ` · ${language.messages.problem.transactionId({ id: problem.transactionId })}`
      : '';
    lines.push(`   ${problem.code}${request}`);
    lines.push(`   ${messages.steps[step].remedy}`);
  });
  const values = Object.entries(messages.values) as [keyof typeof messages.values, string][];
  lines.push('', `${messages.expected}:`);
  for (const [key, name] of values) lines.push(`  ${name}: ${check.expected[key]}`);
  return `${lines.join('\n')}\n`;
}
