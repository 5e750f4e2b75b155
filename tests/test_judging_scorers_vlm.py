"""The judge that talks: scripted words, and a real, tiny, random LLaVA that says nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.tiny_judges import build_tiny_clip, build_tiny_llava
from toolkit.decoding.pixels import Pixels
from toolkit.errors import JudgeError, UnknownName
from toolkit.judging.judge import Question, question_of
from toolkit.judging.judges import NoJudge, open_judge
from toolkit.judging.scorers.vlm import TalkingModel, VlmJudge
from toolkit.judging.scorers.vlm_answers import FORM_QUESTION
from toolkit.rating.flaws import flaws_of
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()
PEACE = Question(expected="peace")
PICTURE = np.random.default_rng(3).integers(0, 256, (48, 40, 3)).astype(np.uint8)


@dataclass
class Scripted:
    """Says the same to everything, and remembers what it was asked."""

    words: str
    asked: list[str] = field(default_factory=list)

    def __call__(self, picture: Pixels, question: str) -> str:
        assert picture.shape == (48, 40, 3)
        self.asked.append(question)
        return self.words


@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_llava(tmp_path_factory.mktemp("models") / "tiny-llava")


def test_it_asks_for_the_form_and_reads_the_answer() -> None:
    says = Scripted('{"hands": [{"fingers": 6, "wrong": ["extra_finger"]}]}')
    judge = VlmJudge(says, WORDS, version="m@1")
    answer = judge.answer(PICTURE, PEACE)
    assert (judge.name, question_of(judge), judge.version) == ("vlm", "form", "m@1-1")
    assert says.asked == [FORM_QUESTION]
    assert (answer.outcome, [flaw.kind for flaw in flaws_of(answer.details)]) == (
        "fail",
        ["extra_finger"],
    )


def test_it_asks_for_the_gesture_by_letters() -> None:
    says = Scripted('{"choice": "Z"}')
    judge = VlmJudge(says, WORDS, version="m@1", question="gesture")
    assert (judge.name, question_of(judge)) == ("vlm-gesture", "gesture")
    assert judge.answer(PICTURE, PEACE).outcome == "unsure"
    (offered,) = [
        line for line in says.asked[0].splitlines() if line[3:] == WORDS.gesture("peace").phrases[0]
    ]
    says.words = f'{{"choice": "{offered[0]}"}}'
    answer = judge.answer(PICTURE, PEACE)
    assert (answer.outcome, answer.best_match) == ("pass", "peace")
    with pytest.raises(UnknownName):
        judge.answer(PICTURE, Question(expected="peaec"))


def test_a_closed_judge_and_a_thread_of_a_picture_are_refused() -> None:
    judge = VlmJudge(Scripted("{}"), WORDS, version="1")
    with pytest.raises(JudgeError, match="thinner"):
        judge.answer(np.zeros((1, 100, 3), np.uint8), PEACE)
    with judge:
        pass
    with pytest.raises(JudgeError, match="vlm is closed"):
        judge.answer(PICTURE, PEACE)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vlm", "vlm-gesture"])
def test_what_a_random_model_says_is_unsure_and_says_it_again(llava: Path, name: str) -> None:
    with open_judge(WORDS, f"{name}:{llava}", fetch=False) as judge:
        assert isinstance(judge, VlmJudge) and judge.name == name
        assert judge.version.startswith("tiny-llava@") and "-float32-" in judge.version
        first, second = (judge.answer(PICTURE, PEACE) for _ in range(2))
    assert (first.outcome, first.reason) == ("unsure", "unclear")
    assert first == second, "greedy: the same words to the same picture"


def test_decoding_is_greedy_and_ends_whatever_the_model_s_own_settings_are(llava: Path) -> None:
    from transformers import AutoProcessor, LlavaForConditionalGeneration

    model = LlavaForConditionalGeneration.from_pretrained(llava).eval()
    processor = AutoProcessor.from_pretrained(llava)
    model.generation_config.update(do_sample=True, temperature=9.0, max_new_tokens=2)
    talking = TalkingModel(model, processor, max_new_tokens=8)
    said = {talking(PICTURE, "a?") for _ in range(3)}
    assert len(said) == 1 and len(said.pop()) == 8
    # The first token said is the likeliest one after the whole conversation.
    content = [{"type": "image", "image": PICTURE}, {"type": "text", "text": "a?"}]
    given = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )
    with torch.no_grad():
        likeliest = int(model(**given).logits[0, -1].argmax())
    assert talking(PICTURE, "a?")[0] == processor.decode([likeliest])


def test_two_judges_share_the_weights_while_both_are_open(llava: Path) -> None:
    form = VlmJudge.open(WORDS, model=str(llava), fetch=False)
    gesture = VlmJudge.open(WORDS, model=str(llava), fetch=False, question="gesture")
    assert form._says is gesture._says and form.version != gesture.version
    form.close()
    assert gesture._says is not None


def test_models_that_cannot_be_asked_are_refused(llava: Path, tmp_path: Path) -> None:
    mute = build_tiny_llava(tmp_path / "mute", template=None)
    with pytest.raises(JudgeError, match="has no chat template"):
        VlmJudge.open(WORDS, model=str(mute), fetch=False)
    clip = build_tiny_clip(tmp_path / "clip")
    with pytest.raises(JudgeError):
        VlmJudge.open(WORDS, model=str(clip), fetch=False)
    copy = Path(shutil.copytree(llava, tmp_path / "copy"))
    weights = load_file(copy / "model.safetensors")
    lost = next(name for name in weights if "multi_modal_projector" in name)
    del weights[lost]
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(JudgeError, match="lacks 1 of its weights"):
        VlmJudge.open(WORDS, model=str(copy), fetch=False)


@pytest.mark.parametrize(("name", "asked"), [("vlm", "form"), ("vlm-gesture", "gesture")])
def test_without_a_network_the_reason_stands_in(name: str, asked: str) -> None:
    with open_judge(WORDS, f"{name}:nobody/nothing") as judge:
        assert isinstance(judge, NoJudge)
        assert (judge.name, question_of(judge)) == (name, asked)
        assert "'nobody/nothing' is not on this machine" in str(judge.why)
