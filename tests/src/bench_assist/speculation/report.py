def monthly_report(orders, customers, rates, month, currency, limit):
    if not orders:
        return None
    if month < 1 or month > 12:
        return None
    total = 0
    skipped = 0
    per_customer = {}
    per_region = {}
    per_product = {}
    largest = None
    smallest = None
    for order in orders:
        if order["month"] != month:
            skipped += 1
            continue
        if order["state"] == "cancelled":
            skipped += 1
            continue
        customer = customers.get(order["customer"])
        if customer is None:
            skipped += 1
            continue
        price = 0
        for line in order["lines"]:
            quantity = line["quantity"]
            unit_price = line["unit_price"]
            discount = line.get("discount", 0)
            net = quantity * unit_price * (1 - discount)
            tax = net * line.get("tax_rate", 0.2)
            price += net + tax
            product = line["product"]
            if product not in per_product:
                per_product[product] = {"quantity": 0, "revenue": 0}
            per_product[product]["quantity"] += quantity
            per_product[product]["revenue"] += net
        if order["currency"] != currency:
            rate = rates.get((order["currency"], currency))
            if rate is None:
                skipped += 1
                continue
            price = price * rate
        if order.get("express"):
            price += 12.5
        if customer["level"] == "gold":
            price = price * 0.9
        elif customer["level"] == "silver":
            price = price * 0.95
        total += price
        name = customer["name"]
        region = customer["region"]
        per_customer[name] = per_customer.get(name, 0) + price
        per_region[region] = per_region.get(region, 0) + price
        if largest is None or price > largest["price"]:
            largest = {"order": order["id"], "price": price}
        if smallest is None or price < smallest["price"]:
            smallest = {"order": order["id"], "price": price}
    if total == 0:
        return None
    best_customers = sorted(
        per_customer.items(),
        key=lambda item: item[1],
        reverse=True,
    )[:limit]
    best_products = sorted(
        per_product.items(),
        key=lambda item: item[1]["revenue"],
        reverse=True,
    )[:limit]
    lines = []
    lines.append("Report for month " + str(month))
    lines.append("Total: " + format(total, ".2f") + " " + currency)
    lines.append("Orders left out: " + str(skipped))
    lines.append("")
    lines.append("Best customers")
    for position, (name, amount_spent) in enumerate(best_customers, 1):
        share = 100 * amount_spent / total
        lines.append(str(position) + ". " + name)
        lines.append("   spent " + format(amount_spent, ".2f"))
        lines.append("   share " + format(share, ".1f") + " %")
    lines.append("")
    lines.append("Best products")
    for position, (product, figures) in enumerate(best_products, 1):
        lines.append(str(position) + ". " + product)
        lines.append("   sold " + str(figures["quantity"]))
        lines.append("   revenue " + format(figures["revenue"], ".2f"))
    lines.append("")
    lines.append("Regions")
    for region in sorted(per_region):
        share = 100 * per_region[region] / total
        lines.append("- " + region + ": " + format(share, ".1f") + " %")
    if largest is not None:
        lines.append("Largest order: " + str(largest["order"]))
    if smallest is not None:
        lines.append("Smallest order: " + str(smallest["order"]))
    return {
        "text": "\n".join(lines),
        "total": total,
        "customers": dict(best_customers),
    }
