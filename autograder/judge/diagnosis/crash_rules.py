"""Common kinds of exception, each with what it says of the code that raised it, whatever the code is."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A sentence for exceptions of these types, whose message, and failing expression, hold these patterns."""

    kinds: str
    text: str
    says: str
    code: str = ""


ONE = r"(?:int|float|numpy\.\w+\d+)"  # a single number, as Python names its kind in messages
LAZY = r"'(?:generator|map|zip|filter|enumerate|reversed)'"
FUNCTIONS = r"(?:function|method|builtin_function_or_method|numpy\.ufunc|numpy\._ArrayFunctionDispatcher|type)"
ARRAYS = "shape|T|ndim|dtype|size|sum|mean|max|min|dot|astype|copy|reshape|item|flatten|ravel"
ARGUMENTS = r"positional argument|keyword argument|multiple values for argument"
SWITCHED = r"^(max|min)\("
NOTHING = "returns None, as a function without `return` does"
USES_NONE = "uses None as if it were a value; a function without `return` gives None"
MEETING_NONE = ("TypeError", "ValueError", "AttributeError")
RULES = (
    # Shapes that meet.
    Rule("ValueError", r"^non-broadcastable output operand", "changes an array in place by a larger one"),
    Rule("ValueError", r"^operands could not be broadcast", "combines arrays whose shapes do not broadcast"),
    Rule("ValueError", r"einstein sum", "gives np.einsum subscripts that do not fit its arrays"),
    Rule("ValueError", r"^could not broadcast input array", "writes an array into a place of another shape"),
    Rule("ValueError", r"mismatch in its core dimension|not aligned", "multiplies matrices whose inner lengths differ"),
    Rule("ValueError", r"does not have enough dimensions", "multiplies a single number by a matrix, as @ cannot"),
    Rule("ValueError", r"^shape-mismatch for sum", "sums by np.tensordot over axes that are not equally long"),
    Rule("ValueError", r"^cannot select an axis to squeeze", "squeezes out an axis that is longer than 1"),
    Rule("ValueError", r"^negative dimensions", "makes an array with a negative length"),
    Rule("ValueError", r"^array split does not", "splits an array into parts that do not come out even"),
    Rule("ValueError", r"^need at least one array", "joins the arrays of an empty list"),
    Rule("ValueError", r"^zip\(\) argument", "goes side by side through what is not equally long"),
    Rule("ValueError", r"^cannot reshape array", "reshapes an array to a shape that has another number of elements"),
    Rule("ValueError", r"^all the input array", "joins arrays whose shapes do not fit"),
    Rule("ValueError", r"^axes don't match array", "transposes an array by more or fewer axes than it has"),
    Rule(
        "ValueError",
        r"^zero-size array to reduction|of an empty sequence|(arg|argument) is (an )?empty",
        "takes the maximum or minimum of nothing",
    ),
    Rule("ValueError", r"inhomogeneous", "makes one array of arrays, or lists, that are not equally long"),
    Rule("ValueError", r"^setting an array element with a sequence", "puts a whole array where one number belongs"),
    Rule("ValueError", r"read-only", "writes into an array that it may not change: copy it first"),
    Rule("AxisError", r"", "names an axis that the array does not have"),
    Rule("LinAlgError", r"[Ss]ingular", "inverts a matrix that has no inverse"),
    Rule("LinAlgError", r"must be square", "asks of a matrix that is not square what only square ones have"),
    # Indices.
    Rule("IndexError", r"^list assignment index", "writes to a place that a list does not have yet: append makes one"),
    Rule("IndexError", r"^tuple index", "asks for the length of an axis that the array does not have", r"\.shape\["),
    Rule("IndexError", r"out of (bounds|range)", "uses an index outside the array or list"),
    Rule("IndexError", r"^too many indices", "uses more indices than the array has axes"),
    Rule("IndexError", r"^only integers|must be of integer", "uses an index that is not a whole number"),
    Rule("IndexError", r"^boolean index did not match", "selects by a mask of another shape"),
    Rule("IndexError", r"^invalid index to scalar", "indexes a single number as if it were an array"),
    Rule("IndexError", r"from an? empty", "takes an item out of an empty list"),
    Rule("TypeError", r"^(list|tuple) indices must be", "indexes a list or tuple as if it were an array"),
    Rule("TypeError", rf"'{ONE}' object is not subscriptable", "indexes a single number"),
    Rule("TypeError", rf"'{FUNCTIONS}' object is not subscriptable", "indexes a function: ( ) calls it"),
    Rule("TypeError", r"^slice indices must be", "slices by a number that is not whole: // divides whole numbers"),
    Rule("TypeError", rf"'{ONE}' object does not support item", "writes into a single number as if it were an array"),
    Rule("TypeError", r"unhashable type", "takes an array, a list or a dict for a key, or puts one into a set"),
    Rule("KeyError", r"", "looks up a key that the dictionary does not have"),
    # One number, or many.
    Rule(
        "ValueError",
        r"^The truth value of an array",
        "calls Python's max or min, which compare single numbers",
        SWITCHED,
    ),
    Rule(
        "ValueError",
        r"^The truth value of an array",
        "sorts by Python's sorted, which compares single numbers",
        r"^sorted\(",
    ),
    Rule(
        "ValueError", r"^The truth value of an array", "asks whether a whole array is true, as only one number can be"
    ),
    Rule(
        "TypeError",
        r"^only .* arrays can be converted|must be real number, not numpy",
        "calls a function of math on a whole array, although it takes one number",
        r"^(math|cmath)\.",
    ),
    Rule(
        "TypeError",
        r"^only .* arrays can be converted|cannot be interpreted as an integer",
        "makes an array of a shape that is not made of whole numbers",
        r"\.(zeros|ones|empty|full|reshape)\(",
    ),
    Rule(
        "TypeError",
        r"^Cannot interpret '\d+' as a data type",
        "gives the lengths of a shape one by one, not as a tuple",
    ),
    Rule(
        "TypeError",
        r"'float' object cannot be interpreted",
        "counts by a number that is not whole: // gives whole ones",
    ),
    Rule(
        "TypeError", r"^only integer scalar arrays", "gives a whole array where a length, an axis or a place is asked"
    ),
    Rule("TypeError", r"^only .* arrays can be converted", "turns a whole array into one number"),
    Rule("ValueError", r"^can only convert an array of size 1", "turns a whole array into one number"),
    Rule(
        "TypeError",
        r"^%\w format: a|^unsupported format string .*numpy",
        "prints a whole array as if it were one number",
    ),
    Rule(
        "TypeError",
        rf"'{ONE}' object is not iterable|^cannot unpack non-iterable {ONE} ",
        "loops over, or unpacks, a single number",
    ),
    Rule("TypeError", rf"^argument of type '{ONE}'", "looks for something inside a single number"),
    Rule(
        "TypeError",
        LAZY,
        "uses a generator, or what map or zip gives, as if it were a list: list(...) makes one of it",
    ),
    Rule(
        "TypeError",
        rf"^len\(\) of unsized|of type '{ONE}' has no len",
        "asks for the length of a number",
    ),
    Rule(
        "AttributeError",
        r"^'(list|tuple)' object has no attribute '(" + ARRAYS + r")'",
        "uses a list or tuple as if it were an array",
    ),
    Rule(
        "AttributeError",
        r"^'(int|float)' object has no attribute '(" + ARRAYS + r")'",
        "uses a single number of Python as if it were an array",
    ),
    Rule(
        "TypeError",
        r"^can't multiply sequence|^unsupported operand .*'(list|tuple)'",
        "computes with a list or tuple as if it were an array",
    ),
    Rule("TypeError", r"^'(list|tuple)' object does not support item", "changes a tuple, which cannot be changed"),
    Rule(
        "TypeError",
        r"not supported between instances of '?(list|tuple)",
        "compares a list or tuple as if it were an array",
    ),
    Rule("TypeError", r"^can only concatenate str", "joins a text by + with something else"),
    Rule("TypeError", r"^can only concatenate (list|tuple)", "adds to a list or tuple as if it were an array"),
    Rule("TypeError", r"^bad operand .*'(list|tuple)'", "computes with a list or tuple as if it were an array"),
    Rule("TypeError", rf"^unsupported operand .*'{FUNCTIONS}'", "computes with a function itself: ( ) calls it"),
    Rule("TypeError", r"^unsupported operand .*'(str|dict|set)'", "computes with a text, a dict or a set"),
    Rule("UFuncTypeError", r"did not contain a loop .*<U", "computes with a text as if it were a number"),
    Rule("TypeError", r"^loop of ufunc does not support", "calls a NumPy function on objects that are no numbers"),
    Rule("TypeError", r"^ufunc '(invert|bitwise_\w+)' not", "combines floats by ~, & or |, which take truth values"),
    Rule("TypeError", r"numpy boolean (subtract|negative)", "subtracts truth values: turn them into floats first"),
    Rule(
        "UFuncTypeError",
        r"^Cannot cast ufunc .*'(float|complex)\d+'\) to dtype\('u?int",
        "changes an array of integers in place by floating numbers",
    ),
    Rule(
        "UFuncTypeError",
        r"^Cannot cast ufunc .* to dtype\('bool'",
        "changes an array of truth values in place by numbers",
    ),
    # Names and calls.
    Rule("NameError", r"^name 'self'", "uses self in a function that does not take it"),
    Rule("UnboundLocalError", r"", "uses a variable that has no value yet at that place"),
    Rule("NameError", r"", "uses a name that is not defined"),
    Rule("AttributeError", r"^module 'numpy", "calls a function that NumPy does not have"),
    Rule("AttributeError", r"^'numpy\.ndarray' object has", "uses an attribute or a method that arrays do not have"),
    Rule("AttributeError", r"\bGenerator' object has", "calls a method that NumPy's random generators do not have"),
    Rule("AttributeError", rf"^'{FUNCTIONS}' object has", "reads an attribute of a function itself: ( ) calls it"),
    Rule("AttributeError", r"^'(dict|str|set)' object has", "uses an attribute or a method that a dict or text lacks"),
    Rule("AttributeError", r"^'(?!NoneType)\w+' object has", "uses an attribute or a method that the object lacks"),
    Rule("RuntimeError", r"changed size during iteration", "changes a dict or a set while it loops over it"),
    Rule("ValueError", r"^(invalid literal for int|could not convert string)", "reads a number in a text that is none"),
    Rule("ValueError", r"values to unpack", "unpacks more or fewer values than there are"),
    Rule(
        "TypeError",
        ARGUMENTS,
        "calls a function with other arguments than it takes",
    ),
    Rule(
        "TypeError",
        r"'numpy\.ndarray' object is not callable",
        "calls an array like a function: [ ] picks elements, * multiplies",
    ),
    Rule(
        "TypeError",
        rf"'{ONE}' object is not callable",
        "calls a number like a function: * multiplies",
    ),
    Rule("TypeError", r"'(list|tuple|dict)' object is not callable", "calls a list, tuple or dict: [ ] picks items"),
    Rule("TypeError", r"'str' object is not callable", "calls a text as if it were a function"),
    Rule("TypeError", r"'module' object is not callable", "calls a module as if it were a function"),
    Rule(
        "TypeError|AttributeError",
        r"'?NoneType'?",
        USES_NONE,
    ),
    # What Python's numbers cannot.
    Rule("ZeroDivisionError", r"", "divides by zero"),
    Rule("OverflowError", r"^math range error|^\(34,|too large", "computes a number that is too large for a float"),
    Rule(
        "ValueError",
        r"^math domain error|expected a (positive|nonnegative) input",
        "takes the logarithm of 0, or the logarithm or root of a negative number, by a function of math",
    ),
    Rule("AssertionError", r"", "assumes by `assert` what does not hold here"),
    Rule("RecursionError", r"", "calls itself without end, or too deeply"),
)
