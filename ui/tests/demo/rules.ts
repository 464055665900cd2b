// What the core would say of each app by the open rules.
import type { AppsView, SettingsView } from '../../src/lib/ipc/types';

/** The first rule that matches decides; those of policy come first. */
export function withRules(view: AppsView, { policyRules, openRules }: SettingsView): AppsView {
  const rules = [...policyRules, ...openRules];
  const apps = view.apps.map((app) => {
    const copy = { ...app };
    delete copy.opensIn;
    const index = rules.findIndex(
      (rule) => (rule.app ?? app.key) === app.key && (rule.category ?? app.category) === app.category,
    );
    const rule = rules[index];
    if (rule) copy.opensIn = { value: rule.target, managed: index < policyRules.length };
    return copy;
  });
  return { ...view, apps };
}
