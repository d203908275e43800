// One thing that carries blocks: a message, an ephemeral note, a view, the app's home. It knows where clicks go and what was chosen.

import { act, attempt } from "./actions.js";
import { confirmed } from "./dialogs.js";
import { mrkdwn } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

/** Slack's text objects. */
export function textOf(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text ?? "")];
}

export function plain(object) {
  return object ? withEmoji(object.text ?? "") : "";
}

export class Surface {
  /** `target` is what `click` names: {channel, ts}, {key}, {view} or {home: true}. `known` is Slack's `state.values`. */
  constructor(target, known = {}) {
    this.target = target;
    this.known = known;
    this.fields = new Map();
  }

  chosen(blockId, actionId) {
    return this.known?.[blockId]?.[actionId];
  }

  keep(blockId, actionId, field) {
    this.fields.set(`${blockId}\n${actionId}`, { blockId, actionId, told: JSON.stringify(field.value()), ...field });
  }

  /** Slack's `state.values`: every element that holds something, whether filled or not. */
  values() {
    const values = {};
    for (const { blockId, actionId, value } of this.fields.values()) (values[blockId] ??= {})[actionId] = value();
    return values;
  }

  async click(element, blockId, chosen = {}) {
    if (element.confirm && !(await confirmed({
      title: plain(element.confirm.title), text: textOf(element.confirm.text), yes: plain(element.confirm.confirm),
      no: plain(element.confirm.deny), danger: element.confirm.style === "danger",
    }))) return false;
    const action = { type: element.type, action_id: element.action_id, block_id: blockId, ...chosen };
    if (element.text) action.text = element.text;
    if (element.value !== undefined) action.value = element.value;
    await attempt(async () => {
      await this.tellTyped(blockId, element.action_id);
      await act("click", { action, block_id: blockId, ...this.target });
    });
    return true;
  }

  /** A click in a form tells the app what stands in all its fields: those that changed are told first. */
  async tellTyped(clickedBlock, clickedAction) {
    if (!this.target.view) return;
    for (const field of this.fields.values()) {
      const { blockId, actionId, told } = field;
      const value = field.value();
      const text = JSON.stringify(value);
      field.told = text;
      if (text === told || (blockId === clickedBlock && actionId === clickedAction)) continue;
      await act("click", { action: { ...value, action_id: actionId, block_id: blockId }, block_id: blockId, ...this.target });
    }
  }

  async options(element, blockId, value) {
    const answer = await attempt(() => act("options", { ...this.target, block_id: blockId, action_id: element.action_id, value }));
    return answer?.options ?? [];
  }
}
