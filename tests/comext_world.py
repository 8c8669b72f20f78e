"""Eurostat's Comext on this machine: invented trade, answered as the publisher answers."""

from loopback import Answerer, Asked, Reply

HEAD = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG"


class Comext:
    """Trade of products × partners × months; the last partner is all of them together and more."""

    def __init__(self, products: list[str], partners: list[str], months: list[str]) -> None:
        self.updated = "15/09/26 11:00:00"
        self.value = {
            (product, partner, month): 1000.0
            * (1 + p)
            * (100 * len(partners) if n == len(partners) - 1 else 1 + n)
            + (m * (7 + n + p)) % 11 * m
            for p, product in enumerate(products)
            for n, partner in enumerate(partners)
            for m, month in enumerate(months)
        }
        self.price: dict[tuple[str, str, str], float] = {}
        """EUR a kilogram, 5 where nothing is said."""
        self.states: list[str] = []
        """What is said of an answer that is being made, one after the other."""

    def rows(self, product: str) -> bytes:
        lines = [HEAD]
        for (of, partner, month), value in self.value.items():
            weight = value / (100 * self.price.get((of, partner, month), 5.0))
            for name, cell in (("VALUE_IN_EUROS", value), ("QUANTITY_IN_100KG", weight)):
                head = f"ESTAT:DS-045409(1.0),{self.updated},M,EU27_2020,{partner},{of},1,{name}"
                lines += [f"{head},{month},{cell},"] if of == product else []
        return ("\r\n".join(lines) + "\r\n").encode()

    def answer(self, asked: Asked) -> Reply:
        *_, kind, last = asked.path.split("/")
        if kind == "status":
            text = f"<s:status><key>{last}</key><s:status>{self.states.pop(0)}</s:status></s:status>"
            return Reply(content=f"<?xml version='1.0'?>{text}".encode(), kind="application/xml")
        product = last if "." not in last else last.split(".")[3]
        return Reply(content=self.rows(product), kind="application/vnd.sdmx.data+csv;version=1.0.0")


def later(asked: Asked, answer: Answerer) -> Reply:
    """The first word on a large answer: it is being made."""
    product = asked.path.rpartition("/")[2].split(".")[3]
    queued = f"<queued><id>{product}</id><status>SUBMITTED</status></queued>"
    envelope = f"<env:Body><s:syncResponse>{queued}</s:syncResponse></env:Body>"
    return Reply(content=envelope.encode(), kind="text/xml")
