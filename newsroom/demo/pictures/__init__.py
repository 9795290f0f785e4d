"""The demo paper's illustrations: 42 woodcuts, drawn the same to the pixel every time."""

from collections.abc import Callable
from os import PathLike

from PIL import Image

from . import (
    charts,
    city,
    energy,
    fields,
    industry,
    maps,
    market,
    money,
    port,
    rooms,
    sports,
    tech,
    water,
)
from .woodcut import Block

SUBJECTS: dict[str, Callable[[Block], None]] = {
    "port-cranes": port.port_cranes,
    "container-ship": port.container_ship,
    "power-lines": energy.power_lines,
    "solar-field": energy.solar_field,
    "gas-field": energy.gas_field,
    "vegetable-market": market.vegetable_market,
    "onion-sacks": market.onion_sacks,
    "fish-market": market.fish_market,
    "jamdani-pattern": industry.jamdani_pattern,
    "garment-factory": industry.garment_factory,
    "jute-mill": industry.jute_mill,
    "tea-garden": fields.tea_garden,
    "rice-paddy": fields.rice_paddy,
    "metro-rail": city.metro_rail,
    "rickshaw-street": city.rickshaw_street,
    "bridge": city.bridge,
    "ferry-fog": port.ferry_fog,
    "airport": city.airport,
    "brick-kiln": energy.brick_kiln,
    "flood-embankment": water.flood_embankment,
    "cyclone-coast": water.cyclone_coast,
    "river-map": maps.river_map,
    "sailboats-river": water.sailboats_river,
    "district-map": maps.district_map,
    "hospital-ward": rooms.hospital_ward,
    "school": rooms.school,
    "library-books": rooms.library_books,
    "bank-counter": rooms.bank_counter,
    "taka-notes": money.taka_notes,
    "gold-jewellery": money.gold_jewellery,
    "stock-board": charts.stock_board,
    "chart-inflation": charts.chart_inflation,
    "chart-export": charts.chart_export,
    "chart-remittance": charts.chart_remittance,
    "server-room": tech.server_room,
    "mobile-phone": tech.mobile_phone,
    "laptop-desk": tech.laptop_desk,
    "football-pitch": sports.football_pitch,
    "cricket-stadium": sports.cricket_stadium,
    "cricket-still": sports.cricket_still,
    "world-globe": maps.world_globe,
    "world-harbour": port.world_harbour,
}
KEYS: tuple[str, ...] = tuple(SUBJECTS)


def draw(key: str) -> Image.Image:
    """Return the picture of a key, 1500 × 1000 in RGB; KeyError if there is none."""
    try:
        subject = SUBJECTS[key]
    except KeyError:
        raise KeyError(f"There is no demo picture called “{key}”.") from None
    block = Block(seed=key)
    subject(block)
    return block.printed()


def save(key: str, path: str | PathLike[str]) -> None:
    """Write the picture of a key to a path as a progressive JPEG."""
    draw(key).save(path, "JPEG", quality=82, progressive=True, optimize=True)
