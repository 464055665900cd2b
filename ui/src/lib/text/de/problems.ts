// German for en/problems.ts. A host stands after "Server", which takes the article that the sentence needs.
import type { Code } from '../../ipc/types';
import type { MessageArgs, Message } from '../message';

const server = (about: MessageArgs) => (about.isHostUnknown ? 'Server' : `Server ${about.host}`);
const kept = (about: MessageArgs) => (about.asOf ? `Ihre Apps (Stand ${about.asOf}) sind noch da. ` : '');
const named = (about: MessageArgs, lead: string) => (about.reason ? `${lead} „${about.reason}“` : lead);

const unread = (about: MessageArgs): Message => ({
  title: `Die Antwort vom ${server(about)} konnte nicht gelesen werden.`,
  body: `${kept(about)}Es wurde nichts geändert. Versuchen Sie es in einer Minute erneut.`,
  remedy: 'retry',
});
const noAnswer = (): Message => ({
  title: 'Die Anmeldeseite endete ohne brauchbare Antwort.',
  body: 'Sie sind nicht angemeldet. Versuchen Sie es erneut; wenn es wieder geschieht, nennen Sie Ihrer IT den Code unten.',
  remedy: 'signIn',
});
const insecure = (about: MessageArgs, why: string): Message => ({
  title: `Die Verbindung zum ${server(about)} ist nicht sicher.`,
  body: `${why} Es wurde nichts gesendet. ${kept(about)}Informieren Sie Ihre IT.`,
  remedy: 'retry',
});
const network = (about: MessageArgs, lead: string): Message => ({
  title: lead,
  body: about.asOf
    ? `Das sind Ihre Apps, Stand ${about.asOf}. Die Liste lädt sich von selbst neu.`
    : 'Es wurde nichts geändert. Prüfen Sie Ihr Netzwerk und versuchen Sie es erneut.',
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Message => ({ title: lead, body: rest, remedy: 'none' });
const unsaved = (why: string): Message => ({
  title: 'Ihre Einstellungen konnten nicht gespeichert werden.',
  body: `${why} Die bisherigen gelten weiter.`,
  remedy: 'none',
});
const notSetUp = (lead: string): Message => ({
  title: lead,
  body: 'Es wurde nichts geändert. Bitten Sie Ihre IT, Portico dort einzurichten; „Diesen Mandanten prüfen“ zeigt, was einzugeben ist.',
  remedy: 'signIn',
});
const unkept = (why: string): Message => ({
  title: 'Ihre Sitzung kann auf diesem Computer nicht gespeichert werden.',
  body: `${why} Sie bleiben angemeldet, bis Sie Portico schließen.`,
  remedy: 'none',
});
const notAccepted = (about: MessageArgs): Message => ({
  title: `Der ${server(about)} akzeptiert Portico nicht.`,
  body: `${about.reason ? `Dort ist es unter der Application ID „${about.reason}“ eingerichtet. ` : ''}Es wurde nichts geändert. Bitten Sie Ihre IT, die Einstellungen dieser App zu prüfen.`,
  remedy: 'retry',
});
const fault = (about: MessageArgs): Message => ({
  title: `Auf dem ${server(about)} ist ein Fehler aufgetreten.`,
  body: `${kept(about)}Es wurde nichts geändert. Versuchen Sie es in einer Minute erneut.`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: MessageArgs) => Message> = {
  'E-ADDR-EMPTY': () =>
    badAddress('Geben Sie die Adresse Ihres Unternehmens ein.', 'Sie sieht aus wie acme.my.idaptive.app.'),
  'E-ADDR-FORM': () =>
    badAddress(
      'Das ist keine Adresse.',
      'Die Adresse eines Unternehmens sieht aus wie acme.my.idaptive.app, oder nur „acme“.',
    ),
  'E-ADDR-HTTP': () =>
    badAddress(
      'Diese Adresse ist nicht sicher.',
      'Verwenden Sie die, die mit https beginnt, oder lassen Sie den Anfang weg.',
    ),
  'E-ADDR-SCHEME': (a) =>
    badAddress(
      a.reason
        ? `Eine Adresse kann nicht mit „${a.reason}:“ beginnen.`
        : 'Diese Art von Adresse funktioniert hier nicht.',
      'Verwenden Sie die, die mit https beginnt, oder lassen Sie den Anfang weg.',
    ),
  'E-ADDR-USER': () =>
    badAddress(
      'Diese Adresse enthält einen Benutzernamen oder ein Passwort.',
      'Lassen Sie das weg: Sie melden sich auf der Seite Ihres Unternehmens an.',
    ),
  'E-ADDR-MAIL': () =>
    badAddress(
      'Das ist eine E-Mail-Adresse.',
      'Geben Sie die Adresse Ihres Unternehmens ein, zum Beispiel acme.my.idaptive.app.',
    ),
  'E-ADDR-UNKNOWN': (a) =>
    badAddress(
      a.reason
        ? `Kein Unternehmen ist als „${a.reason}“ bekannt.`
        : 'Unter diesem Namen ist kein Unternehmen bekannt.',
      'Prüfen Sie die Schreibweise, oder geben Sie die volle Adresse ein.',
    ),

  'E-AUTH-STATE': () => ({
    title: 'Die Antwort auf die Anmeldung gehörte nicht zu dieser Anfrage und wurde nicht verwendet.',
    body: 'Sie sind nicht angemeldet. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({
    title: 'Die Anmeldung wurde abgebrochen.',
    body: 'Es wurde nichts geändert.',
    remedy: 'signIn',
  }),
  'E-AUTH-DENIED': (a) => ({
    title: `Die Anmeldung wurde auf der Seite vom ${server(a)} abgebrochen oder abgelehnt.`,
    body: 'Es wurde nichts geändert. Versuchen Sie es erneut, oder fragen Sie Ihre IT, ob Sie Zugriff haben sollten.',
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    title: 'Die Anmeldung dauerte länger als 10 Minuten und wurde beendet.',
    body: 'Es wurde nichts geändert. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    title: 'Die Antwort auf die Anmeldung kam nicht vom Server Ihres Unternehmens und wurde nicht verwendet.',
    body: 'Sie sind nicht angemeldet. Versuchen Sie es erneut; wenn es wieder geschieht, informieren Sie Ihre IT.',
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    title: 'Die Anmeldeseite leitete immer wieder auf sich selbst weiter und wurde angehalten.',
    body: 'Sie sind nicht angemeldet. Versuchen Sie es erneut; wenn es wieder geschieht, nennen Sie Ihrer IT den Code unten.',
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    title: `Die Anmeldeseite vom ${server(a)} konnte nicht angezeigt werden.`,
    body: 'Es wurde nichts geändert. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    title: 'Die Anmeldeseite funktioniert nicht mehr.',
    body: 'Es wurde nichts geändert. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    title: `Die Anmeldeseite vom ${server(a)} bleibt leer.`,
    body: 'Es wurde nichts geändert. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    title: 'Auf der Anmeldeseite geht es nicht weiter.',
    body: 'Sie ist fertig, brachte aber keine Antwort. Sie sind nicht angemeldet. Versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    title: 'Die Anmeldeseite möchte ein weiteres Fenster öffnen, was hier nicht möglich ist.',
    body: 'Es wurde nichts geändert. In Ihrem Browser ist es möglich.',
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    title:
      'Die Anmeldeseite verlangt einen Passkey oder Sicherheitsschlüssel, was in diesem Fenster nicht möglich ist.',
    body: 'Es wurde nichts geändert. In Ihrem Browser ist es möglich; oder wählen Sie auf der Seite einen anderen Weg.',
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    title: `Der ${server(a)} lässt keine Anmeldung in einem Fenster wie diesem zu.`,
    body: 'Es wurde nichts geändert. In Ihrem Browser ist sie möglich.',
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) => notSetUp(`Der ${server(a)} lässt Portico niemanden mit einem Code anmelden.`),
  'E-AUTH-SCOPE': (a) =>
    notSetUp(`Der ${server(a)} kennt ${named(a, 'den Scope')} nicht, den Portico verlangt.`),
  'E-AUTH-REDIRECT': (a) =>
    notSetUp(`Der ${server(a)} kennt die Adresse nicht, an die er Portico zurückschicken soll.`),
  'E-AUTH-PORT': (a) => ({
    title: `Ein anderes Programm belegt den Port${a.reason ? ` ${a.reason}` : ''}, zu dem Ihr Browser zurückkehrt.`,
    body: 'Es wurde nichts geändert. Schließen Sie das Programm und versuchen Sie es erneut.',
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    title: `Der ${server(a)} verlangt von Portico einen geheimen Clientschlüssel.`,
    body: 'Ihre Administration hat ihn. Melden Sie sich an, und Sie werden einmal danach gefragt.',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    title: `Unter der Adresse${a.isHostUnknown ? '' : ` ${a.host}`} antwortet kein Unternehmensportal.`,
    body: `${kept(a)}Prüfen Sie die Adresse des Unternehmens.`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    title: `Der ${server(a)} hat den Anmeldecode abgelehnt.`,
    body: `Er ist vielleicht abgelaufen oder wurde schon verwendet. ${kept(a)}Melden Sie sich erneut an.`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    title: `Der ${server(a)} kennt diese App nicht${a.reason ? ` (Application ID „${a.reason}“)` : ''}.`,
    body: 'Es wurde nichts geändert. Bitten Sie Ihre IT, Portico dort einzurichten oder die Application ID zu prüfen.',
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': fault,

  'E-SESSION-ENDED': (a) => ({
    title: 'Ihre Sitzung ist beendet.',
    body: a.asOf
      ? `Das sind Ihre Apps, Stand ${a.asOf}. Melden Sie sich an, um sie zu öffnen.`
      : 'Melden Sie sich an, um fortzufahren.',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    title: 'Ein anderes Portico verlängert gerade Ihre Sitzung.',
    body: `${kept(a)}Versuchen Sie es gleich noch einmal.`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    title: 'Hier abgemeldet.',
    body: `Dem ${server(a)} konnte es nicht mitgeteilt werden; die Sitzung dort endet von selbst.`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    title: 'Ihr Unternehmen verlangt eine weitere Prüfung.',
    body: `${kept(a)}Melden Sie sich dafür erneut an.`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => unkept('Er hat keinen Schlüsselbund.'),
  'E-KEY-LOCKED': () => unkept('Sein Schlüsselbund ist gesperrt.'),
  'E-KEY-DENIED': () => unkept('Sein Schlüsselbund hat abgelehnt.'),
  'E-KEY-TOOBIG': () => unkept('Die Sitzung ist zu groß für seinen Schlüsselbund.'),

  'E-NET-OFFLINE': (a) => network(a, 'Sie sind offline.'),
  'E-NET-DNS': (a) => network(a, `Der ${server(a)} wurde nicht gefunden.`),
  'E-NET-REFUSED': (a) => network(a, `Der ${server(a)} hat die Verbindung abgelehnt.`),
  'E-NET-TIMEOUT': (a) => network(a, `Der ${server(a)} hat nicht rechtzeitig geantwortet.`),
  'E-NET-CUT': (a) => network(a, `Die Verbindung zum ${server(a)} ist abgebrochen.`),
  'E-NET-PORTAL': (a) => ({
    title: `Statt dem ${server(a)} antwortete das Netzwerk mit einer Webseite.`,
    body: `Vielleicht ist das die Anmeldeseite eines Gast-WLANs. ${kept(a)}Öffnen Sie Ihren Browser und versuchen Sie es dann erneut.`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    title: `Der Proxy${a.reason ? ` ${a.reason}` : ''} hat die Verbindung abgelehnt.`,
    body: `${kept(a)}Prüfen Sie die Proxy-Einstellungen dieses Computers und versuchen Sie es erneut.`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    title: `Der ${server(a)} wollte diese Anfrage an eine andere Adresse schicken. Das wurde verhindert.`,
    body: `${kept(a)}Prüfen Sie die Adresse des Unternehmens.`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, 'Sein Zertifikat ist abgelaufen.'),
  'E-TLS-NAME': (a) => insecure(a, 'Sein Zertifikat gehört zu einer anderen Adresse.'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'Dieser Computer vertraut seinem Zertifikat nicht.'),
  'E-TLS-CLOCK': (a) => ({
    title: 'Die Uhr dieses Computers scheint falsch zu gehen.',
    body: `Das Zertifikat vom ${server(a)} ist noch nicht gültig. Es wurde nichts gesendet. ${kept(a)}Stellen Sie die Uhr und versuchen Sie es erneut.`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, 'Beide Seiten konnten sich nicht auf einen Schutz einigen.'),

  'E-API-FORMAT': (a) => ({
    title: 'Die App-Liste konnte nicht gelesen werden.',
    body: `${kept(a)}Versuchen Sie es in einer Minute erneut; wenn es anhält, nennen Sie Ihrer IT den Code unten.`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    title: 'Die App-Liste ist zu groß, um gelesen zu werden.',
    body: `${kept(a)}Nennen Sie Ihrer IT den Code unten.`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    title: 'Sie dürfen die App-Liste nicht sehen.',
    body: `${kept(a)}Bitten Sie Ihre IT um das Recht, das Portal zu nutzen.`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    title: `Der ${server(a)} ist ausgelastet.`,
    body: `${kept(a)}${a.until ? `Er bittet, bis ${a.until} zu warten.` : 'Versuchen Sie es in einer Minute erneut.'}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    title: `Der ${server(a)} konnte nicht antworten.`,
    body: `${kept(a)}Es wurde nichts geändert. Versuchen Sie es erneut, oder nennen Sie Ihrer IT den Code unten.`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    title: `Auf dem ${server(a)} gibt es kein Unternehmensportal.`,
    body: `${kept(a)}Prüfen Sie die Adresse des Unternehmens.`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': fault,

  'E-DISK-FULL': () => unsaved('Auf diesem Computer ist kein Platz mehr.'),
  'E-DISK-READONLY': () => unsaved('Portico darf nicht in seinen Ordner schreiben.'),
  'E-DISK-CORRUPT': () => ({
    title: 'Eine beschädigte Datei wurde beiseitegelegt.',
    body: 'Portico läuft ohne sie weiter; Ihre Apps sind nicht betroffen. Prüfen Sie Ihre Einstellungen.',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    title: a.reason
      ? `Der Link verwendet „${a.reason}“, was nicht erlaubt ist.`
      : 'Der Link ist von einer Art, die nicht erlaubt ist.',
    body: 'Es wurde nichts geöffnet. Öffnen Sie die App in Ihrem Browser oder bitten Sie Ihre IT, den Link zu korrigieren.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    title: 'Es konnte kein Browser gestartet werden.',
    body: 'Kopieren Sie den Link und fügen Sie ihn selbst in einen Browser ein.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    title: `Der Ort, an dem sie sich öffnen soll${a.reason ? ` („${a.reason}“)` : ''}, fehlt auf diesem Computer.`,
    body: 'Es wurde nichts geöffnet. Öffnen Sie sie in Ihrem Browser oder wählen Sie in den Einstellungen einen anderen Ort.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    title: 'Diese App gehört nicht mehr zu Ihren Apps.',
    body: 'Die Liste hat sich inzwischen geändert. Aktualisieren Sie sie.',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    title: 'Die Einstellungen Ihres Unternehmens für Portico konnten nicht gelesen werden.',
    body: 'Bis dahin gelten Ihre eigenen Einstellungen. Informieren Sie Ihre IT.',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    title: 'Das ist von Ihrem Unternehmen festgelegt.',
    body: 'Es wurde nichts geändert. Fragen Sie Ihre IT, wenn es anders sein soll.',
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    title: 'In Portico ist etwas schiefgegangen.',
    body: `${kept(a)}Es wurde nichts gesendet. Versuchen Sie es erneut; wenn es wieder geschieht, nennen Sie Ihrer IT den Code unten.`,
    remedy: 'retry',
  }),
};
