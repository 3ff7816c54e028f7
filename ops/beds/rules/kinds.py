"""The words of beds, as codes; labels stand in the catalogs."""

HOME_KINDS = ("rest_home", "youth_home", "young_adults", "supervised_apartments")
BASES = ("contract", "present", "billable")
STAY_KINDS = ("long", "short", "trial")
OUT_OF_SERVICE_CAUSES = ("waiting_for_works", "works", "infection", "lent", "other")
END_CAUSES = ("death", "home", "hospital", "other_home", "other")
ABSENCE_KINDS = ("hospital", "holiday", "other")
KATZ = ("O", "A", "B", "C", "Cd", "D")
FIGURES = ("licensed", "budgeted")
DEATH = "death"
#: What a bed is cleared after when somebody moved to another one.
MOVED = "moved"

#: The lawful ways out of a conflict, by what stands in the way.
WAYS_OUT = {
    "stay": ("other_bed", "other_dates", "move_that_stay"),
    "hold": ("other_bed", "other_dates", "end_the_hold"),
    "clearing": ("other_bed", "other_dates", "say_when_cleared"),
    "out_of_service": ("other_bed", "other_dates", "say_when_in_service"),
}
