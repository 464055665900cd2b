// The sign-in conversation of the portal: StartAuthentication, then AdvanceAuthentication until LoginSuccess.
// Not a general client: it answers only what this tenant asks.
"use strict";

const { base, target, challenge } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const forms = ["usernameForm", "mechanismForm", "passwordForm", "codeForm", "questionsForm"];
const polling = { seconds: 1.5, timer: 0 };
let talk = { user: "", session: "", challenges: [], index: 0, mechanism: null, turn: 0 };

async function call(path, body) {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CENTRIFY-NATIVE-CLIENT": "true" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error("status " + answer.status);
  return answer.json();
}

function say(message) {
  const box = document.querySelector("#errorForm div.error-message");
  box.textContent = message;
  box.hidden = !message;
}

function show(id, heading, lead) {
  for (const form of forms) $(form).hidden = form !== id;
  $("heading").textContent = heading;
  $("lead").textContent = lead;
  $("startOver").hidden = id === "usernameForm" || Boolean(challenge);
  const first = $(id).querySelector("input:not([type=hidden]), button");
  if (first && !first.closest("[hidden]")) first.focus();
}

function busy(on) {
  for (const button of document.querySelectorAll("form button")) button.disabled = on;
}

function finish() {
  stopPolling();
  location.assign(base + target);
}

function stopPolling() {
  clearTimeout(polling.timer);
  talk.turn += 1;
}

async function start(user, message) {
  stopPolling();
  let answer = null;
  // A tenant may first name its right host; asking a second time is enough, a third time would be a loop.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    answer = challenge
      ? await call("/Security/StartChallenge", { Version: "1.0", ChallengeStateId: challenge })
      : await call("/Security/StartAuthentication", {
          TenantId: "", User: user, Version: "1.0", AssociatedEntityType: "Portal", AssociatedEntityName: "Portal",
          ExtIdpAuthChallengeState: "", ZsoSessionId: "",
        });
    if (!answer.success || answer.Result.Challenges || answer.Result.Summary === "LoginSuccess") break;
  }
  const result = answer.Result || {};
  if (!answer.success) return fail(answer.Message);
  if (result.Summary === "LoginSuccess") return finish();
  if (result.RetryWaitingTime > 0) return fail(`Too many attempts. Try again in ${result.RetryWaitingTime} seconds.`);
  talk = { user, session: result.SessionId, challenges: result.Challenges || [], index: 0, mechanism: null, turn: talk.turn };
  say(message || "");
  return ask();
}

function fail(message) {
  say(message);
  show("usernameForm", "Sign in", "Use your account.");
}

function ask() {
  const mechanisms = (talk.challenges[talk.index]?.Mechanisms || []).filter((one) => one.Enrolled !== false);
  if (!mechanisms.length) return fail("There is no way to sign in for this account. Contact your system administrator.");
  if (mechanisms.length === 1) return choose(mechanisms[0]);
  const list = $("mechanisms");
  list.replaceChildren();
  mechanisms.forEach((one, number) => {
    const label = document.createElement("label");
    label.className = "choice";
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name: "mechanism", value: String(number), checked: number === 0 });
    label.append(radio, one.UiPrompt || one.PromptSelectMech);
    list.append(label);
  });
  $("mechanismForm").mechanisms = mechanisms;
  return show("mechanismForm", "Confirm your identity", talk.user);
}

async function choose(mechanism) {
  talk.mechanism = mechanism;
  for (const input of document.querySelectorAll("#passwordForm input, #codeForm input")) input.value = "";
  if (mechanism.Name === "UP") return show("passwordForm", "Enter your password", talk.user);
  if (mechanism.Name === "SQ") return askQuestions(mechanism);
  const outOfBand = mechanism.AnswerType.startsWith("Start");
  $("prompt").textContent = mechanism.PromptMechChosen;
  $("codeField").hidden = mechanism.AnswerType === "StartOob";
  $("codeForm").querySelector("button").hidden = mechanism.AnswerType === "StartOob";
  $("waiting").hidden = !outOfBand;
  $("number").hidden = true;
  show("codeForm", "Confirm your identity", talk.user);
  return outOfBand ? advance({ Action: "StartOOB" }) : undefined;
}

function askQuestions(mechanism) {
  const parts = mechanism.MultipartMechanism?.MechanismParts || [{ Uuid: "", QuestionText: mechanism.Question }];
  const box = $("questions");
  box.replaceChildren();
  parts.forEach((part, number) => {
    const label = document.createElement("label");
    label.htmlFor = "question" + number;
    label.textContent = part.QuestionText;
    const input = document.createElement("input");
    Object.assign(input, { type: "text", id: label.htmlFor, name: part.Uuid, autocomplete: "off" });
    box.append(label, input);
  });
  show("questionsForm", "Answer your security questions", talk.user);
}

async function advance(operation) {
  const turn = talk.turn;
  const answer = await call("/Security/AdvanceAuthentication", {
    TenantId: "", SessionId: talk.session, MechanismId: talk.mechanism.MechanismId, PersistentLogin: false, ...operation,
  });
  if (turn !== talk.turn) return undefined;
  const result = answer.Result || {};
  if (!answer.success) return start(talk.user, answer.Message);
  say("");
  switch (result.Summary) {
    case "LoginSuccess":
      return finish();
    case "StartNextChallenge":
      stopPolling();
      talk.index += 1;
      return ask();
    case "NewPackage":
      stopPolling();
      talk.challenges = result.Challenges;
      talk.session = result.SessionId || talk.session;
      talk.index = 0;
      return ask();
    case "OobPending":
      if (result.GeneratedAuthValue) {
        $("number").textContent = result.GeneratedAuthValue;
        $("number").hidden = false;
      }
      clearTimeout(polling.timer);
      polling.timer = setTimeout(() => advance({ Action: "Poll", Answer: "" }).catch(offline), polling.seconds * 1000);
      return undefined;
    default:
      return start(talk.user, answer.Message || "The sign-in could not go on.");
  }
}

function offline() {
  say("The tenant cannot be reached. Try again in a moment.");
}

function onSubmit(id, act) {
  $(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    busy(true);
    try {
      await act(new FormData(event.target), event.target);
    } catch {
      offline();
    }
    busy(false);
    const open = forms.map($).find((form) => !form.hidden);
    open?.querySelector("input:not([type=hidden])")?.focus();
  });
}

onSubmit("usernameForm", (data) => {
  const user = String(data.get("username")).trim();
  return user ? start(user, "") : say("Enter your user name.");
});
onSubmit("mechanismForm", (data, form) => choose(form.mechanisms[Number(data.get("mechanism"))]));
onSubmit("passwordForm", (data) => advance({ Action: "Answer", Answer: data.get("answer") }));
onSubmit("codeForm", (data) => {
  stopPolling();
  return advance({ Action: "Answer", Answer: data.get("answer") });
});
onSubmit("questionsForm", (data) => {
  const answers = Object.fromEntries(data);
  return advance({ Action: "Answer", Answer: "" in answers ? answers[""] : answers });
});
$("startOver").addEventListener("click", () => {
  stopPolling();
  say("");
  show("usernameForm", "Sign in", "Use your account.");
});

if (challenge) start("", "").catch(offline);
