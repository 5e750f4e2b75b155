"""Samplers: many names, one id, and a diffusers class that has the settings named."""

from __future__ import annotations

import inspect

import diffusers
import pytest

from toolkit.samplers import SAMPLERS, sampler_id, sampler_name, sampler_names


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ("default", "default"),
        ("Euler a", "EulerAncestralDiscreteScheduler"),
        ("euler_a", "EulerAncestralDiscreteScheduler"),
        ("k_euler_ancestral", "EulerAncestralDiscreteScheduler"),
        ("eulerancestraldiscretescheduler", "EulerAncestralDiscreteScheduler"),
        ("euler", "EulerDiscreteScheduler"),
        ("dpmpp_2m karras", "DPM++ 2M Karras"),
        ("DPM++ 2M Karras", "DPM++ 2M Karras"),
        ("dpmpp_2m_sde_gpu_karras", "DPM++ 2M SDE Karras"),
        ("PLMS", "PNDMScheduler"),
        ("ddim", "DDIMScheduler"),
        ("DPM++ 4M", None),
        ("", None),
        ("k_", None),
    ],
)
def test_a_sampler_has_many_names_and_one_id(said: str, id: str | None) -> None:
    assert sampler_id(said) == id


def test_every_name_and_alias_leads_to_one_sampler() -> None:
    for sampler in SAMPLERS.values():
        for name in (sampler.id, sampler.name, *sampler.aliases):
            assert sampler_id(name) == sampler_id(name.upper()) == sampler.id
        assert sampler_name(sampler.id) == sampler.name
    assert sampler_name("OurScheduler") == "OurScheduler"


@pytest.mark.parametrize("flow", [False, True])
def test_every_class_is_diffusers_own_and_takes_its_settings(flow: bool) -> None:
    there = [each for each in SAMPLERS.values() if each.made_by(flow=flow)[0]]
    assert tuple(each.name for each in there) == sampler_names(flow=flow)[1:]
    for sampler in there:
        class_name, settings = sampler.made_by(flow=flow)
        known = inspect.signature(getattr(diffusers, class_name).__init__).parameters
        assert {name for name, _ in settings} <= set(known)
