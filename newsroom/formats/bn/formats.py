"""How dates, times and numbers are written in Bangla; the digits themselves are mapped on screen.

Django's own `bn` module leaves out the grouping of numbers and every form that joins a date with
a time, and puts a comma between month and year. Names that Django looks up, in its own notation:
https://docs.djangoproject.com/en/6.1/topics/i18n/formatting/#creating-custom-format-files
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "j F Y, g:i A"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y, g:i A"
FIRST_DAY_OF_WEEK = 6  # Saturday

# The first form of each list is the one that a form field shows and the date picker writes.
DATE_INPUT_FORMATS = [
    "%d/%m/%Y",  # 31/10/2024
    "%Y-%m-%d",  # 2024-10-31
    "%d-%m-%Y",  # 31-10-2024
    "%d/%m/%y",  # 31/10/24
    "%d-%m-%y",  # 31-10-24
]
TIME_INPUT_FORMATS = [
    "%H:%M:%S",  # 14:30:59
    "%H:%M",  # 14:30
]
DATETIME_INPUT_FORMATS = [
    f"{date} {time}" for date in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y") for time in TIME_INPUT_FORMATS
]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = (3, 2, 0)  # thousand, then lakh, then crore: 1,23,45,678
