"""The stock of a small warehouse: what lies where, what was ordered, and what to buy next.

Quantities are whole numbers of pieces and amounts are whole cents, so that nothing is ever rounded. The module
keeps everything in memory; `load` and `save` read and write it as JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Iterable, Iterator


class InventoryError(Exception):
    """Something that the warehouse cannot do."""


class UnknownArticle(InventoryError):
    """An article number that nothing is known of."""

    def __init__(self, number: str) -> None:
        super().__init__(f"there is no article {number!r}")
        self.number = number


class OutOfStock(InventoryError):
    """More was asked for than there is."""

    def __init__(self, number: str, wanted: int, available: int) -> None:
        super().__init__(f"{wanted} of {number!r} wanted, {available} available")
        self.number = number
        self.wanted = wanted
        self.available = available


@dataclass(frozen=True)
class Article:
    """Something that can be bought and sold."""

    number: str
    name: str
    price_cents: int
    weight_grams: int = 0
    supplier: str = ""

    def price(self) -> str:
        """The price as people write it, such as `12.50`."""
        return f"{self.price_cents // 100}.{self.price_cents % 100:02d}"


@dataclass
class Shelf:
    """A place in the warehouse, with the pieces that lie there."""

    name: str
    capacity: int
    pieces: dict[str, int] = field(default_factory=dict)

    def used(self) -> int:
        """How many pieces lie here."""
        return sum(self.pieces.values())

    def free(self) -> int:
        """How many more pieces fit."""
        return self.capacity - self.used()

    def put(self, number: str, quantity: int) -> int:
        """Puts as many pieces here as fit and returns how many did not."""
        fitting = min(quantity, self.free())
        if fitting > 0:
            self.pieces[number] = self.pieces.get(number, 0) + fitting
        return quantity - fitting

    def take(self, number: str, quantity: int) -> int:
        """Takes up to `quantity` pieces away and returns how many were taken."""
        taken = min(quantity, self.pieces.get(number, 0))
        if taken == 0:
            return 0
        self.pieces[number] -= taken
        if self.pieces[number] == 0:
            del self.pieces[number]
        return taken


@dataclass
class OrderLine:
    """One article of an order."""

    article: Article
    quantity: int
    discount_percent: int = 0

    def total_cents(self) -> int:
        """What the line costs, after the discount."""
        full = self.article.price_cents * self.quantity
        return full - full * self.discount_percent // 100

    def weight_grams(self) -> int:
        """What the line weighs."""
        return self.article.weight_grams * self.quantity


@dataclass
class Order:
    """What a customer wants, and by when."""

    customer: str
    due: date
    lines: list[OrderLine] = field(default_factory=list)

    def add(self, article: Article, quantity: int, discount_percent: int = 0) -> None:
        """Adds a line, or adds to the line that has the article at the same discount."""
        if quantity <= 0:
            raise ValueError("the quantity must be positive")
        for line in self.lines:
            if line.article == article and line.discount_percent == discount_percent:
                line.quantity += quantity
                return
        self.lines.append(OrderLine(article, quantity, discount_percent))

    def total_cents(self) -> int:
        """What the whole order costs."""
        return sum(line.total_cents() for line in self.lines)

    def weight_grams(self) -> int:
        """What the whole order weighs."""
        return sum(line.weight_grams() for line in self.lines)

    def is_late(self, today: date) -> bool:
        """Whether the order should have been sent before `today`."""
        return self.due < today


class Inventory:
    """All shelves and all articles."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.shelves: list[Shelf] = []
        self.sold: dict[str, list[tuple[date, int]]] = defaultdict(list)

    def register(self, article: Article) -> None:
        """Makes an article known; one with the same number is replaced."""
        self.articles[article.number] = article

    def article(self, number: str) -> Article:
        """The article with this number."""
        try:
            return self.articles[number]
        except KeyError:
            raise UnknownArticle(number) from None

    def add_shelf(self, name: str, capacity: int) -> Shelf:
        """Builds a new shelf and returns it."""
        if capacity <= 0:
            raise ValueError("a shelf needs some capacity")
        shelf = Shelf(name, capacity)
        self.shelves.append(shelf)
        return shelf

    def available(self, number: str) -> int:
        """How many pieces of an article there are, on all shelves."""
        return sum(shelf.pieces.get(number, 0) for shelf in self.shelves)

    def store(self, number: str, quantity: int) -> None:
        """Puts pieces on the shelves, on those first that hold the article already."""
        self.article(number)
        holding = sorted(self.shelves, key=lambda shelf: number not in shelf.pieces)
        if sum(shelf.free() for shelf in holding) < quantity:
            raise InventoryError(f"{quantity} pieces of {number!r} do not fit")
        left = quantity
        for shelf in holding:
            left = shelf.put(number, left)
            if left == 0:
                break

    def remove(self, number: str, quantity: int) -> None:
        """Takes pieces from the shelves, from those with the fewest first, so that shelves become empty."""
        available = self.available(number)
        if available < quantity:
            raise OutOfStock(number, quantity, available)
        left = quantity
        for shelf in sorted(self.shelves, key=lambda shelf: shelf.pieces.get(number, 0)):
            left -= shelf.take(number, left)
            if left == 0:
                break

    def ship(self, order: Order, today: date) -> int:
        """Takes an order's pieces from the shelves and returns the order's total in cents.

        Either the whole order is shipped or nothing is.
        """
        wanted: dict[str, int] = defaultdict(int)
        for line in order.lines:
            wanted[line.article.number] += line.quantity
        # Check everything first, so that a failure leaves the shelves as they were.
        for number, quantity in wanted.items():
            available = self.available(number)
            if available < quantity:
                raise OutOfStock(number, quantity, available)
        for number, quantity in wanted.items():
            self.remove(number, quantity)
            self.sold[number].append((today, quantity))
        return order.total_cents()

    def sold_between(self, number: str, start: date, end: date) -> int:
        """How many pieces were sold from `start` to `end`, both included."""
        return sum(quantity for day, quantity in self.sold[number] if start <= day <= end)

    def average_per_day(self, number: str, today: date, days: int = 30) -> float:
        """How many pieces were sold each day, on average of the last `days` days."""
        start = today - timedelta(days=days - 1)
        return self.sold_between(number, start, today) / days

    def days_left(self, number: str, today: date) -> float:
        per_day = self.average_per_day(number, today)
        if per_day == 0:
            return float("inf")
        return self.available(number) / per_day

    def to_buy(self, today: date, horizon_days: int = 14) -> dict[str, int]:
        """What must be bought so that nothing runs out within the horizon, by article number."""
        result = {}
        for number in self.articles:
            needed = self.average_per_day(number, today) * horizon_days
            missing = round(needed) - self.available(number)
            if missing > 0:
                result[number] = missing
        return result

    def by_supplier(self, quantities: dict[str, int]) -> dict[str, list[tuple[Article, int]]]:
        """Groups what is to be bought by the supplier that has it."""
        groups: dict[str, list[tuple[Article, int]]] = defaultdict(list)
        for number, quantity in sorted(quantities.items()):
            article = self.article(number)
            groups[article.supplier].append((article, quantity))
        return dict(groups)

    def value_cents(self) -> int:
        """What all pieces on all shelves are worth."""
        return sum(
            self.article(number).price_cents * quantity
            for shelf in self.shelves
            for number, quantity in shelf.pieces.items()
        )

    def empty_shelves(self) -> Iterator[Shelf]:
        """The shelves with nothing on them."""
        return (shelf for shelf in self.shelves if not shelf.pieces)

    def save(self, path: Path) -> None:
        """Writes articles and shelves to a JSON file."""
        content = {
            "articles": [vars(article) for article in self.articles.values()],
            "shelves": [vars(shelf) for shelf in self.shelves],
        }
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Inventory:
        """Reads what `save` has written."""
        content = json.loads(path.read_text(encoding="utf-8"))
        inventory = cls()
        for article in content["articles"]:
            inventory.register(Article(**article))
        for shelf in content["shelves"]:
            inventory.shelves.append(Shelf(**shelf))
        return inventory


def overdue(orders: Iterable[Order], today: date) -> list[Order]:
    """The orders that are late, the latest first."""
    return sorted((order for order in orders if order.is_late(today)), key=lambda order: order.due)


def report(inventory: Inventory, today: date) -> str:
    """A table of all articles: number, name, price, pieces, and the days they will last."""
    rows = [("number", "name", "price", "pieces", "days")]
    for number, article in sorted(inventory.articles.items()):
        days = inventory.days_left(number, today)
        lasting = "-" if days == float("inf") else f"{days:.0f}"
        rows.append((number, article.name, article.price(), str(inventory.available(number)), lasting))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows
    )
