// French for en/problems.ts. A host stands after "serveur", which takes the article that the sentence needs.
import type { Code } from '../../ipc/types';
import type { MessageArgs, Message } from '../message';

const server = (about: MessageArgs) => (about.isHostUnknown ? 'serveur' : `serveur ${about.host}`);
const kept = (about: MessageArgs) =>
  about.asOf ? `Vos applications sont toujours là (dernière mise à jour : ${about.asOf}). ` : '';
const named = (about: MessageArgs, lead: string) => (about.reason ? `${lead} « ${about.reason} »` : lead);

const unread = (about: MessageArgs): Message => ({
  title: `La réponse du ${server(about)} n’a pas pu être lue.`,
  body: `${kept(about)}Rien n’a été modifié. Réessayez dans une minute.`,
  remedy: 'retry',
});
const noAnswer = (): Message => ({
  title: 'La page de connexion s’est terminée sans réponse utilisable.',
  body: 'Vous n’êtes pas connecté. Réessayez ; si cela se reproduit, donnez le code ci-dessous à votre service informatique.',
  remedy: 'signIn',
});
const insecure = (about: MessageArgs, why: string): Message => ({
  title: `La connexion au ${server(about)} n’est pas sécurisée.`,
  body: `${why} Rien n’a été envoyé. ${kept(about)}Prévenez votre service informatique.`,
  remedy: 'retry',
});
const network = (about: MessageArgs, lead: string): Message => ({
  title: lead,
  body: about.asOf
    ? `Voici vos applications (dernière mise à jour : ${about.asOf}). La liste se recharge d’elle-même.`
    : 'Rien n’a été modifié. Vérifiez votre réseau, puis réessayez.',
  remedy: 'retry',
});
const badAddress = (lead: string, rest: string): Message => ({ title: lead, body: rest, remedy: 'none' });
const unsaved = (why: string): Message => ({
  title: 'Vos paramètres n’ont pas pu être enregistrés.',
  body: `${why} Les anciens sont conservés.`,
  remedy: 'none',
});
const notSetUp = (lead: string): Message => ({
  title: lead,
  body: 'Rien n’a été modifié. Demandez à votre service informatique d’y configurer Portico ; « Vérifier ce locataire » montre ce qu’il faut saisir.',
  remedy: 'signIn',
});
const unkept = (why: string): Message => ({
  title: 'Votre session ne peut pas être enregistrée sur cet ordinateur.',
  body: `${why} Vous restez connecté jusqu’à la fermeture de Portico.`,
  remedy: 'none',
});
const notAccepted = (about: MessageArgs): Message => ({
  title: `Le ${server(about)} n’accepte pas Portico.`,
  body: `${about.reason ? `Il y est configuré sous l’Application ID « ${about.reason} ». ` : ''}Rien n’a été modifié. Demandez à votre service informatique de vérifier les paramètres de cette application.`,
  remedy: 'retry',
});
const fault = (about: MessageArgs): Message => ({
  title: `Le ${server(about)} a rencontré une erreur.`,
  body: `${kept(about)}Rien n’a été modifié. Réessayez dans une minute.`,
  remedy: 'retry',
});

export const problems: Record<Code, (about: MessageArgs) => Message> = {
  'E-ADDR-EMPTY': () =>
    badAddress('Saisissez l’adresse de votre entreprise.', 'Elle ressemble à acme.my.idaptive.app.'),
  'E-ADDR-FORM': () =>
    badAddress(
      'Ce n’est pas une adresse.',
      'L’adresse d’une entreprise ressemble à acme.my.idaptive.app, ou simplement à « acme ».',
    ),
  'E-ADDR-HTTP': () =>
    badAddress(
      'Cette adresse n’est pas sécurisée.',
      'Utilisez celle qui commence par https, ou omettez le début.',
    ),
  'E-ADDR-SCHEME': (a) =>
    badAddress(
      a.reason
        ? `Une adresse ne peut pas commencer par « ${a.reason}: ».`
        : 'Ce type d’adresse ne fonctionne pas ici.',
      'Utilisez celle qui commence par https, ou omettez le début.',
    ),
  'E-ADDR-USER': () =>
    badAddress(
      'Cette adresse contient un nom d’utilisateur ou un mot de passe.',
      'Omettez-le : vous vous connectez sur la page de votre entreprise.',
    ),
  'E-ADDR-MAIL': () =>
    badAddress(
      'C’est une adresse e-mail.',
      'Saisissez l’adresse de votre entreprise, par exemple acme.my.idaptive.app.',
    ),
  'E-ADDR-UNKNOWN': (a) =>
    badAddress(
      a.reason
        ? `Aucune entreprise n’est connue sous le nom « ${a.reason} ».`
        : 'Aucune entreprise n’est connue sous ce nom.',
      'Vérifiez l’orthographe, ou saisissez l’adresse complète.',
    ),

  'E-AUTH-STATE': () => ({
    title: 'La réponse de connexion ne correspondait pas à cette demande et n’a pas été utilisée.',
    body: 'Vous n’êtes pas connecté. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-CANCEL': () => ({
    title: 'La connexion a été annulée.',
    body: 'Rien n’a été modifié.',
    remedy: 'signIn',
  }),
  'E-AUTH-DENIED': (a) => ({
    title: `La connexion a été annulée ou refusée sur la page du ${server(a)}.`,
    body: 'Rien n’a été modifié. Réessayez, ou demandez à votre service informatique si vous devriez y avoir accès.',
    remedy: 'signIn',
  }),
  'E-AUTH-TIMEOUT': () => ({
    title: 'La connexion a duré plus de 10 minutes et a été arrêtée.',
    body: 'Rien n’a été modifié. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-NOCODE': noAnswer,
  'E-AUTH-BAD': noAnswer,
  'E-AUTH-ISS': () => ({
    title: 'La réponse de connexion ne venait pas du serveur de votre entreprise et n’a pas été utilisée.',
    body: 'Vous n’êtes pas connecté. Réessayez ; si cela se reproduit, prévenez votre service informatique.',
    remedy: 'signIn',
  }),
  'E-AUTH-LOOP': () => ({
    title: 'La page de connexion tournait en rond et a été arrêtée.',
    body: 'Vous n’êtes pas connecté. Réessayez ; si cela se reproduit, donnez le code ci-dessous à votre service informatique.',
    remedy: 'signIn',
  }),
  'E-AUTH-PAGE': (a) => ({
    title: `La page de connexion du ${server(a)} n’a pas pu être affichée.`,
    body: 'Rien n’a été modifié. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-CRASH': () => ({
    title: 'La page de connexion a cessé de fonctionner.',
    body: 'Rien n’a été modifié. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-BLANK': (a) => ({
    title: `La page de connexion du ${server(a)} reste vide.`,
    body: 'Rien n’a été modifié. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-STUCK': () => ({
    title: 'La page de connexion n’avance plus.',
    body: 'Elle a terminé, mais sans apporter de réponse. Vous n’êtes pas connecté. Réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-POPUP': () => ({
    title: 'La page de connexion veut ouvrir une autre fenêtre, ce qui n’est pas possible ici.',
    body: 'Rien n’a été modifié. C’est possible dans votre navigateur.',
    remedy: 'signIn',
  }),
  'E-AUTH-PASSKEY': () => ({
    title:
      'La page de connexion demande une clé d’accès ou une clé de sécurité, ce qui n’est pas possible dans cette fenêtre.',
    body: 'Rien n’a été modifié. C’est possible dans votre navigateur ; ou choisissez un autre moyen sur cette page.',
    remedy: 'signIn',
  }),
  'E-AUTH-AGENT': (a) => ({
    title: `Le ${server(a)} n’autorise pas la connexion dans une fenêtre comme celle-ci.`,
    body: 'Rien n’a été modifié. C’est possible dans votre navigateur.',
    remedy: 'signIn',
  }),
  'E-AUTH-FLOW': (a) => notSetUp(`Le ${server(a)} n’autorise pas Portico à connecter avec un code.`),
  'E-AUTH-SCOPE': (a) =>
    notSetUp(`Le ${server(a)} ne connaît pas ${named(a, 'le scope')} que demande Portico.`),
  'E-AUTH-REDIRECT': (a) => notSetUp(`Le ${server(a)} ne connaît pas l’adresse à laquelle renvoyer Portico.`),
  'E-AUTH-PORT': (a) => ({
    title: `Un autre programme occupe le port${a.reason ? ` ${a.reason}` : ''} auquel revient votre navigateur.`,
    body: 'Rien n’a été modifié. Fermez ce programme, puis réessayez.',
    remedy: 'signIn',
  }),
  'E-AUTH-SECRET': (a) => ({
    title: `Le ${server(a)} demande un secret client à Portico.`,
    body: 'Votre administrateur l’a. Connectez-vous : il vous sera demandé une fois.',
    remedy: 'signIn',
  }),
  'E-TENANT-NONE': (a) => ({
    title: `Ce qui répond à l’adresse${a.isHostUnknown ? '' : ` ${a.host}`} n’est pas un portail d’entreprise.`,
    body: `${kept(a)}Vérifiez l’adresse de l’entreprise.`,
    remedy: 'changeTenant',
  }),

  'E-TOK-GRANT': (a) => ({
    title: `Le ${server(a)} a refusé le code de connexion.`,
    body: `Il a peut-être expiré ou déjà servi. ${kept(a)}Reconnectez-vous.`,
    remedy: 'signIn',
  }),
  'E-TOK-CLIENT': notAccepted,
  'E-TOK-APPID': (a) => ({
    title: `Le ${server(a)} ne connaît pas cette application${a.reason ? ` (Application ID « ${a.reason} »)` : ''}.`,
    body: 'Rien n’a été modifié. Demandez à votre service informatique d’y configurer Portico, ou de vérifier l’Application ID.',
    remedy: 'retry',
  }),
  'E-TOK-FORMAT': unread,
  'E-TOK-TYPE': unread,
  'E-TOK-SERVER': fault,

  'E-SESSION-ENDED': (a) => ({
    title: 'Votre session est terminée.',
    body: a.asOf
      ? `Voici vos applications (dernière mise à jour : ${a.asOf}). Connectez-vous pour les ouvrir.`
      : 'Connectez-vous pour continuer.',
    remedy: 'signIn',
  }),
  'E-BUSY': (a) => ({
    title: 'Un autre Portico prolonge votre session.',
    body: `${kept(a)}Réessayez dans un instant.`,
    remedy: 'retry',
  }),
  'E-SESSION-LEFT': (a) => ({
    title: 'Vous êtes déconnecté ici.',
    body: `Le ${server(a)} n’a pas pu être prévenu ; la session s’y termine d’elle-même.`,
    remedy: 'none',
  }),
  'E-STEP-UP': (a) => ({
    title: 'Votre entreprise demande une autre vérification.',
    body: `${kept(a)}Reconnectez-vous pour la passer.`,
    remedy: 'signIn',
  }),

  'E-KEY-ABSENT': () => unkept('Il n’a pas de trousseau.'),
  'E-KEY-LOCKED': () => unkept('Son trousseau est verrouillé.'),
  'E-KEY-DENIED': () => unkept('Son trousseau a refusé.'),
  'E-KEY-TOOBIG': () => unkept('La session est trop volumineuse pour son trousseau.'),

  'E-NET-OFFLINE': (a) => network(a, 'Vous êtes hors ligne.'),
  'E-NET-DNS': (a) => network(a, `Le ${server(a)} est introuvable.`),
  'E-NET-REFUSED': (a) => network(a, `Le ${server(a)} a refusé la connexion.`),
  'E-NET-TIMEOUT': (a) => network(a, `Le ${server(a)} n’a pas répondu à temps.`),
  'E-NET-CUT': (a) => network(a, `La connexion au ${server(a)} a été coupée.`),
  'E-NET-PORTAL': (a) => ({
    title: `Le réseau a répondu par une page web à la place du ${server(a)}.`,
    body: `C’est peut-être la page de connexion d’un Wi-Fi invité. ${kept(a)}Ouvrez votre navigateur, puis réessayez.`,
    remedy: 'retry',
  }),
  'E-NET-PROXY': (a) => ({
    title: `Le proxy${a.reason ? ` ${a.reason}` : ''} a refusé la connexion.`,
    body: `${kept(a)}Vérifiez les paramètres de proxy de cet ordinateur, puis réessayez.`,
    remedy: 'retry',
  }),
  'E-NET-REDIRECT': (a) => ({
    title: `Le ${server(a)} a voulu envoyer cette requête à une autre adresse. Elle a été arrêtée.`,
    body: `${kept(a)}Vérifiez l’adresse de l’entreprise.`,
    remedy: 'changeTenant',
  }),

  'E-TLS-EXPIRED': (a) => insecure(a, 'Son certificat a expiré.'),
  'E-TLS-NAME': (a) => insecure(a, 'Son certificat appartient à une autre adresse.'),
  'E-TLS-UNTRUSTED': (a) => insecure(a, 'Cet ordinateur ne fait pas confiance à son certificat.'),
  'E-TLS-CLOCK': (a) => ({
    title: 'L’horloge de cet ordinateur semble déréglée.',
    body: `Le certificat du ${server(a)} n’est pas encore valide. Rien n’a été envoyé. ${kept(a)}Réglez l’horloge, puis réessayez.`,
    remedy: 'retry',
  }),
  'E-TLS-FAILED': (a) => insecure(a, 'Les deux parties n’ont pas pu s’accorder sur une protection.'),

  'E-API-FORMAT': (a) => ({
    title: 'La liste des applications n’a pas pu être lue.',
    body: `${kept(a)}Réessayez dans une minute ; si cela continue, donnez le code ci-dessous à votre service informatique.`,
    remedy: 'retry',
  }),
  'E-API-TOOBIG': (a) => ({
    title: 'La liste des applications est trop volumineuse pour être lue.',
    body: `${kept(a)}Donnez le code ci-dessous à votre service informatique.`,
    remedy: 'none',
  }),
  'E-API-DENIED': (a) => ({
    title: 'Vous ne pouvez pas voir la liste des applications.',
    body: `${kept(a)}Demandez à votre service informatique le droit d’utiliser le portail.`,
    remedy: 'none',
  }),
  'E-API-BUSY': (a) => ({
    title: `Le ${server(a)} est occupé.`,
    body: `${kept(a)}${a.until ? `Il demande d’attendre jusqu’à ${a.until}.` : 'Réessayez dans une minute.'}`,
    remedy: 'retry',
  }),
  'E-API-FAILED': (a) => ({
    title: `Le ${server(a)} n’a pas pu répondre.`,
    body: `${kept(a)}Rien n’a été modifié. Réessayez, ou donnez le code ci-dessous à votre service informatique.`,
    remedy: 'retry',
  }),
  'E-API-MISSING': (a) => ({
    title: `Il n’y a pas de portail d’entreprise sur le ${server(a)}.`,
    body: `${kept(a)}Vérifiez l’adresse de l’entreprise.`,
    remedy: 'changeTenant',
  }),
  'E-API-SERVER': fault,

  'E-DISK-FULL': () => unsaved('Il n’y a plus de place sur cet ordinateur.'),
  'E-DISK-READONLY': () => unsaved('Portico ne peut pas écrire dans son dossier.'),
  'E-DISK-CORRUPT': () => ({
    title: 'Un fichier endommagé a été mis de côté.',
    body: 'Portico a continué sans lui ; vos applications ne sont pas touchées. Vérifiez vos paramètres.',
    remedy: 'none',
  }),

  'E-LAUNCH-BLOCKED': (a) => ({
    title: a.reason
      ? `Son lien utilise « ${a.reason} », ce qui n’est pas autorisé.`
      : 'Son lien est d’un type qui n’est pas autorisé.',
    body: 'Rien n’a été ouvert. Ouvrez l’application dans votre navigateur, ou demandez à votre service informatique de corriger le lien.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-OPEN': () => ({
    title: 'Aucun navigateur n’a pu être lancé.',
    body: 'Copiez le lien et collez-le vous-même dans un navigateur.',
    remedy: 'copyLink',
  }),
  'E-LAUNCH-PLACE': (a) => ({
    title: `L’endroit où elle doit s’ouvrir${a.reason ? ` (« ${a.reason} »)` : ''} n’existe pas sur cet ordinateur.`,
    body: 'Rien n’a été ouvert. Ouvrez-la dans votre navigateur, ou choisissez un autre endroit dans les paramètres.',
    remedy: 'openInBrowser',
  }),
  'E-LAUNCH-GONE': () => ({
    title: 'Elle ne fait plus partie de vos applications.',
    body: 'La liste a changé entre-temps. Actualisez-la.',
    remedy: 'retry',
  }),

  'E-POLICY-DAMAGED': () => ({
    title: 'Les paramètres de votre entreprise pour Portico n’ont pas pu être lus.',
    body: 'En attendant, vos propres paramètres s’appliquent. Prévenez votre service informatique.',
    remedy: 'none',
  }),
  'E-MANAGED': () => ({
    title: 'Ceci est défini par votre entreprise.',
    body: 'Rien n’a été modifié. Adressez-vous à votre service informatique pour le changer.',
    remedy: 'none',
  }),
  'E-INTERNAL': (a) => ({
    title: 'Une erreur s’est produite dans Portico.',
    body: `${kept(a)}Rien n’a été envoyé. Réessayez ; si cela se reproduit, donnez le code ci-dessous à votre service informatique.`,
    remedy: 'retry',
  }),
};
