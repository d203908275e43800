// Emoji by Slack's names. A name that stands here is shown as its character, any other as `:name:`.

import { drawing, shownBy } from "./drawn-emoji.js";

const TABLE = `white_check_mark ✅|+1 👍|thumbsup 👍|pray 🙏|raising_hand 🙋|-1 👎|thumbsdown 👎|tada 🎉|heart ❤️|eyes 👀|joy 😂|smile 😄|
thinking_face 🤔|bulb 💡|rocket 🚀|fire 🔥|100 💯|clap 👏|raised_hands 🙌|muscle 💪|ok_hand 👌|wave 👋|question ❓|exclamation ❗|x ❌|
heavy_check_mark ✔️|heavy_plus_sign ➕|star ⭐|sparkles ✨|coffee ☕|cake 🍰|sunny ☀️|bike 🚲|cry 😢|sob 😭|sweat_smile 😅|open_mouth 😮|
slightly_smiling_face 🙂|wink 😉|sunglasses 😎|hourglass_flowing_sand ⏳|memo 📝|warning ⚠️|bell 🔔|lock 🔒|link 🔗|bookmark 🔖|
grin 😁|grinning 😀|laughing 😆|blush 😊|smiley 😃|upside_down_face 🙃|heart_eyes 😍|kissing_heart 😘|yum 😋|relieved 😌|
hugging_face 🤗|neutral_face 😐|expressionless 😑|face_with_rolling_eyes 🙄|confused 😕|worried 😟|disappointed 😞|angry 😠|scream 😱|
flushed 😳|sleeping 😴|mask 😷|nerd_face 🤓|partying_face 🥳|salute 🫡|saluting_face 🫡|facepalm 🤦|shrug 🤷|bow 🙇|point_up ☝️|
point_down 👇|point_left 👈|point_right 👉|point_up_2 👆|v ✌️|crossed_fingers 🤞|handshake 🤝|writing_hand ✍️|brain 🧠|
busts_in_silhouette 👥|bust_in_silhouette 👤|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|mag 🔍|mag_right 🔎|
key 🔑|closed_lock_with_key 🔐|unlock 🔓|shield 🛡️|books 📚|book 📖|open_book 📖|bookmark_tabs 📑|page_facing_up 📄|file_folder 📁|
clipboard 📋|pushpin 📌|paperclip 📎|calendar 📅|date 📅|spiral_calendar_pad 🗓️|chart_with_upwards_trend 📈|bar_chart 📊|email 📧|
envelope ✉️|inbox_tray 📥|outbox_tray 📤|package 📦|telephone_receiver 📞|iphone 📱|computer 💻|desktop_computer 🖥️|printer 🖨️|
mega 📣|loudspeaker 📢|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|mailbox 📫|newspaper 📰|movie_camera 🎥|clapper 🎬|
arrow_forward ▶️|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁|information_source ℹ️|
no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|white_circle ⚪|black_circle ⚫|red_circle 🔴|large_blue_circle 🔵|large_green_circle 🟢|
large_yellow_circle 🟡|large_orange_circle 🟠|white_small_square ▫️|black_small_square ▪️|small_blue_diamond 🔹|small_orange_diamond 🔸|
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|trophy 🏆|medal 🏅|gift 🎁|balloon 🎈|birthday 🎂|beer 🍺|pizza 🍕|spaghetti 🍝|apple 🍎|
cookie 🍪|doughnut 🍩|icecream 🍦|tea 🍵|evergreen_tree 🌲|seedling 🌱|herb 🌿|four_leaf_clover 🍀|sunflower 🌻|tulip 🌷|cherry_blossom 🌸|
rainbow 🌈|cloud ☁️|umbrella ☂️|snowflake ❄️|snowman ⛄|zap ⚡|droplet 💧|ocean 🌊|dog 🐶|cat 🐱|bug 🐛|bee 🐝|owl 🦉|robot_face 🤖|
alien 👽|ghost 👻|skull 💀|swimmer 🏊|runner 🏃|walking 🚶|bicyclist 🚴|car 🚗|bus 🚌|train 🚆|airplane ✈️|ship 🚢|house 🏠|
house_with_garden 🏡|office 🏢|factory 🏭|hospital 🏥|palm_tree 🌴|beach_with_umbrella 🏖️|tent ⛺|earth_africa 🌍|globe_with_meridians 🌐|
flag-se 🇸🇪|flag-gb 🇬🇧|flag-ca 🇨🇦|flag-in 🇮🇳|flag-no 🇳🇴|flag-dk 🇩🇰|flag-fi 🇫🇮|yellow_heart 💛|green_heart 💚|blue_heart 💙|
purple_heart 💜|orange_heart 🧡|black_heart 🖤|white_heart 🤍|broken_heart 💔|sparkling_heart 💖|sun_with_face 🌞|crescent_moon 🌙|
alarm_clock ⏰|stopwatch ⏱️|hourglass ⌛|watch ⌚|moneybag 💰|credit_card 💳|test_tube 🧪|dart 🎯|jigsaw 🧩|mortar_board 🎓|
man-shrugging 🤷‍♂️|woman-shrugging 🤷‍♀️|man-raising-hand 🙋‍♂️|woman-raising-hand 🙋‍♀️|heavy_minus_sign ➖|wastebasket 🗑️|
ballot_box_with_check ☑️|checkered_flag 🏁|triangular_flag_on_post 🚩|construction 🚧|rotating_light 🚨|eyeglasses 👓|shopping_trolley 🛒`;

const BY_NAME = new Map(TABLE.split("|").map((pair) => pair.trim().split(" ")));

const NAME_OF = new Map([...BY_NAME].reverse().map(([name, character]) => [character, name]));

const canBeSeen = (name) => shownBy(name, BY_NAME.get(name)) !== "none";

// 48: six rows of eight.
export const picked = () => [...BY_NAME.keys()].filter((name) => !name.startsWith("thumbs") && canBeSeen(name)).slice(0, 48);
export const QUICK = ["white_check_mark", "+1", "raising_hand"];

export function emojiCharacter(name) {
  return BY_NAME.get(name.split("::")[0]) ?? null;
}

/** What stands for an emoji on this computer: a drawing, its character or its `:name:`. */
export function shownEmoji(name) {
  const bare = name.split("::")[0];
  const character = BY_NAME.get(bare);
  const by = character ? shownBy(bare, character) : "none";
  return by === "drawn" ? drawing(bare) : by === "font" ? character : `:${name}:`;
}

/** The name of an emoji that stands in a text as itself. */
export function emojiName(character) {
  return NAME_OF.get(character) ?? NAME_OF.get(character.replace(/\uFE0F$/u, "")) ?? null;
}

export function emojiNamed(beginning, most = 8) {
  return [...BY_NAME].filter(([name]) => name.startsWith(beginning)).slice(0, most).map(([name, character]) => ({ name, character, mark: shownEmoji(name) }));
}

/** Plain text with `:names:` made characters. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (whole, name) => (typeof shownEmoji(name) === "string" ? shownEmoji(name) : whole));
}
